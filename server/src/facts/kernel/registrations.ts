// Where a file registers something with a subsystem, and which types hold a registration.

import type { RegistrationFact } from '../../packs/c-facts';
import type { Pack } from '../../packs/pack';
import { derived } from '../../derived';
import type { Node, SourceFile } from '../../syntax/source-file';
import type { Call } from '../names/calls';
import type { Facts } from '../facts';
import type { Type } from '../types/types';

/** A registration that a pack describes; `pack` is where. */
export interface KnownRegistration {
  readonly fact: RegistrationFact;
  readonly pack: Pack;
  /** As drivers name it: `auxiliary::Registration`. */
  readonly name: string;
}

export interface RegistrationCall extends KnownRegistration {
  readonly call: Call;
  /** The call with what only unwraps it around it: `unsafe { … }`, `?`, parentheses. */
  readonly value: Node;
}

export interface HeldRegistration extends KnownRegistration {
  /** The types around the registration's, from the outside: `Devres`, `Option`. */
  readonly within: readonly string[];
  /** Whether the type has a lifetime, which is then that of the bound parent. */
  readonly hasLifetime: boolean;
}

type Packs = readonly Pack[];

/** The calls that make a registration, in source order. */
export function registrationCallsOf(file: SourceFile, facts: Facts): RegistrationCall[] {
  const { constructors } = knownIn(facts.packs);
  return facts.calls.flatMap((call) => {
    const entry = call.kind === 'function' && call.path !== undefined ? constructors.get(call.path) : undefined;
    return entry === undefined ? [] : [{ ...entry, call, value: unwrappedAround(file, call.node) }];
  });
}

/** The registration that a type is or holds, however wrapped: `Option<Pin<KBox<fwctl::Registration<'a, T>>>>`. */
export function registrationOfType(type: Type | undefined, packs: Packs, depth = 0): HeldRegistration | undefined {
  if (type?.kind === 'reference') return registrationOfType(type.to, packs, depth + 1);
  if (type?.kind !== 'path' || depth > maxDepth) return undefined;
  const path = type.segments.join('::');
  const entry = knownIn(packs).types.get(path);
  if (entry !== undefined) return { ...entry, within: [], hasLifetime: type.lifetimes.length > 0 };
  for (const argument of type.arguments) {
    const inner = registrationOfType(argument, packs, depth + 1);
    if (inner !== undefined) return { ...inner, within: [type.segments.at(-1) ?? '', ...inner.within] };
  }
  return undefined;
}

/** The registration that an expression gives, by its type or by the call that the value comes from. */
export function registrationIn(
  file: SourceFile,
  { expression, facts }: { expression: Node; facts: Facts },
): KnownRegistration | undefined {
  const byType = registrationOfType(facts.values.typeOf(expression), facts.packs);
  if (byType !== undefined) return byType;
  const binding = file.is(expression, 'identifier') ? facts.bindings.of(expression) : undefined;
  const value = binding === undefined || binding === 'hidden' ? expression : binding.value;
  return facts.registrationCalls.find((made) => isWrappedIn(file, made.value, value));
}

/** Whether `outer` is the value, or a container that is made around it: `KBox::new(value, GFP_KERNEL)?`. */
export function isWrappedIn(file: SourceFile, value: Node, outer: Node | undefined): boolean {
  if (outer === undefined || !file.contains(outer, value)) return false;
  for (let at = value; at !== outer;) {
    const list = file.parent(at);
    const call = file.is(list, 'arguments') ? file.parent(list) : undefined;
    if (call === undefined || !/(?:^|::)(?:new|pin|pin_init|init|Some|Ok)$/.test(calleeOf(file, call))) return false;
    at = unwrappedAround(file, call);
  }
  return true;
}

const maxDepth = 8;

/** Methods of `Result` and `Option` that give what is in it. */
const unwraps = new Set(['map_err', 'inspect_err', 'inspect', 'unwrap', 'expect', 'ok', 'ok_or']);

/** The outermost expression that is the same value: `unsafe { make() }.map_err(log)?` of `make()`. */
function unwrappedAround(file: SourceFile, node: Node): Node {
  let at = node;
  for (;;) {
    const parent = file.parent(at);
    if (parent === undefined) return at;
    const isTail = file.is(parent, 'block') && file.named(parent).at(-1) === at && file.is(file.parent(parent), 'unsafe_block');
    const method = file.is(parent, 'field_expression') ? file.field(parent, 'field') : undefined;
    const isUnwrapped = method !== undefined && unwraps.has(file.textOf(method));
    const isReceiver = file.is(parent, 'call_expression') && file.is(at, 'field_expression') && at !== node;
    if (!isTail && !isUnwrapped && !isReceiver && !file.is(parent, 'unsafe_block', 'try_expression', 'parenthesized_expression'))
      return at;
    at = parent;
  }
}

function calleeOf(file: SourceFile, call: Node): string {
  const written = file.field(call, 'function');
  return written === undefined ? '' : file.textOf(written).replace(/::<.*>$/, '');
}

interface Known {
  /** By the type's path below `kernel`. */
  readonly types: ReadonlyMap<string, KnownRegistration>;
  /** By the full path of the function. */
  readonly constructors: ReadonlyMap<string, KnownRegistration>;
}

const knownIn = derived((packs: Packs): Known => {
  const types = new Map<string, KnownRegistration>();
  const constructors = new Map<string, KnownRegistration>();
  for (const pack of packs) {
    for (const fact of pack.registrations ?? []) {
      if (fact.type === undefined) continue;
      const entry = { fact, pack, name: fact.type };
      types.set(fact.type, entry);
      for (const name of fact.constructors ?? ['new']) constructors.set(`kernel::${fact.type}::${name}`, entry);
    }
  }
  return { types, constructors };
});
