// Types that say whether a device is bound to its driver: `Device<Bound>`, `pci::Device<Core>`, `Device`.

import { boundContexts, plainContext } from './known-types';
import { nameOf, type Type } from './types';

/** Whether a type is a device, and what it says about its binding: `open` if a type parameter decides. */
export function deviceState(type: Type | undefined): 'bound' | 'plain' | 'open' | undefined {
  if (type?.kind !== 'path' || nameOf(type) !== 'Device') return undefined;
  const [context] = type.arguments;
  if (type.arguments.length === 0) return 'plain';
  const name = nameOf(context);
  if (boundContexts.has(name ?? '')) return 'bound';
  return name === plainContext ? 'plain' : 'open';
}

/** Every named type in a type, itself first: `Option`, `ARef`, `Device`, `Bound`. */
export function* namedTypesIn(type: Type | undefined, depth = 0): Generator<Type> {
  if (type === undefined || depth > 12) return;
  yield type;
  if (type.kind === 'pointer' || type.kind === 'reference') yield* namedTypesIn(type.to, depth + 1);
  else if (type.kind === 'slice' || type.kind === 'array') yield* namedTypesIn(type.element, depth + 1);
  else if (type.kind === 'tuple') for (const element of type.elements) yield* namedTypesIn(element, depth + 1);
  else if (type.kind === 'path') for (const argument of type.arguments) yield* namedTypesIn(argument, depth + 1);
}

/** Whether a device that is known to be bound is anywhere in a type. */
export const hasBoundDevice = (type: Type | undefined): boolean =>
  [...namedTypesIn(type)].some((part) => deviceState(part) === 'bound');
