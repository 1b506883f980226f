// Where a file registers something with a subsystem, and which types hold a registration.

import type { RegistrationFact } from '../packs/c-facts';
import type { Pack } from '../packs/pack';
import type { Node, SourceFile } from '../syntax/source-file';
import type { Call } from './calls';
import type { Facts } from './facts';

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

type Packs = readonly Pack[];

/** The calls that make a registration, in the order of the text. */
export function registrationCallsOf(file: SourceFile, { facts, packs }: { facts: Facts; packs: Packs }): RegistrationCall[] {
  const known = new Map(
    registrationsIn(packs).flatMap((entry) =>
      (entry.fact.constructors ?? ['new']).map((name): [string, KnownRegistration] => [`kernel::${entry.name}::${name}`, entry]),
    ),
  );
  return facts.calls.flatMap((call) => {
    const entry = call.kind === 'function' && call.path !== undefined ? known.get(call.path) : undefined;
    return entry === undefined ? [] : [{ ...entry, call, value: unwrappedAround(file, call.node) }];
  });
}

/** The registration that a type is or holds, however wrapped: `Option<Pin<KBox<fwctl::Registration<'a, T>>>>`; `node` is its own type. */
export function registrationInType(
  file: SourceFile,
  { type, facts, packs }: { type: Node; facts: Facts; packs: Packs },
): (KnownRegistration & { readonly node: Node }) | undefined {
  for (const node of [type, ...file.descendants(type, 'type_identifier', 'scoped_type_identifier')]) {
    if (!file.is(node, 'type_identifier', 'scoped_type_identifier')) continue;
    const path = facts.paths.resolve(node)?.path;
    const entry = registrationsIn(packs).find(({ name }) => path === `kernel::${name}`);
    if (entry === undefined) continue;
    const around = file.parent(node);
    return { ...entry, node: file.is(around, 'generic_type') ? around : node };
  }
  return undefined;
}

/** The outermost expression that is the same value: `(unsafe { make() })?` of `make()`. */
export function unwrappedAround(file: SourceFile, node: Node): Node {
  let at = node;
  for (;;) {
    const parent = file.parent(at);
    if (parent === undefined) return at;
    const isTail = file.is(parent, 'block') && file.named(parent).at(-1) === at && file.is(file.parent(parent), 'unsafe_block');
    if (!isTail && !file.is(parent, 'unsafe_block', 'try_expression', 'parenthesized_expression')) return at;
    at = parent;
  }
}

const lists = new WeakMap<Packs, KnownRegistration[]>();

function registrationsIn(packs: Packs): KnownRegistration[] {
  const known = lists.get(packs);
  if (known !== undefined) return known;
  const list = packs.flatMap((pack) =>
    (pack.registrations ?? []).flatMap((fact) => (fact.type === undefined ? [] : [{ fact, pack, name: fact.type }])),
  );
  lists.set(packs, list);
  return list;
}
