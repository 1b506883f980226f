// Calls of C functions through the generated bindings.

import type { CFunction } from '../../packs/c-facts';
import type { Pack } from '../../packs/pack';
import type { Call } from './calls';

/** The C function that is called: `put_device` of `bindings::put_device(…)`, by whatever path the file reaches the bindings. */
export function cFunctionOf({ kind, path }: Call): string | undefined {
  return kind === 'function' ? /(?:^|::)bindings::(\w+)$/.exec(path ?? '')?.[1] : undefined;
}

/** What a pack says about a C function. */
export function describedFunction(packs: readonly Pack[], name: string | undefined): CFunction | undefined {
  if (name === undefined) return undefined;
  for (const { functions } of packs) {
    const found = functions?.find((each) => each.name === name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The position of the argument that has to be a device bound to its driver, as far as the packs know. */
export function boundArgument(packs: readonly Pack[], name: string | undefined): number | undefined {
  const described = describedFunction(packs, name);
  if (described?.bound?.parameter !== undefined) return described.parameters.indexOf(described.bound.parameter);
  for (const { registrations = [], managedFunctions: managed } of packs) {
    if (name === undefined) break;
    const fact = registrations.find(({ register }) => register.includes(name));
    if (fact?.boundParent === true) return fact.parentArgument;
    if (managed !== undefined && name.startsWith(managed.prefix)) return managed.device;
  }
  return undefined;
}

/** The struct that a C function returns a pointer to: `fwctl_device` of `struct fwctl_device *_fwctl_alloc_device(…)`. */
export const returnedStruct = ({ signature }: CFunction): string | undefined =>
  /^(?:const\s+)?struct\s+(\w+)\s*\*\s*\w+\(/.exec(signature)?.[1];
