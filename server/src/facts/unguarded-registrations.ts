// Types whose destructor takes something out of a subsystem while the parent has to be bound, and that nothing ties to that time.

import type { RegistrationFact } from '../packs/c-facts';
import type { Pack } from '../packs/pack';
import type { Node, SourceFile } from '../syntax/source-file';
import { cFunctionOf } from './c-calls';
import type { Call } from './calls';
import { lastName } from './declarations';
import type { Facts } from './facts';
import { callsIn } from './vtable-callbacks';
import type { Struct } from './structs';

export interface UnguardedRegistration {
  readonly struct: Struct;
  readonly fact: RegistrationFact;
  /** The call in the destructor, and the C function that it calls. */
  readonly call: Call;
  readonly unregister: string;
}

/** In the order of the text. Types that the file does not define are left out: what ties them is not known. */
export function unguardedRegistrationsOf(
  file: SourceFile,
  { facts, packs }: { facts: Facts; packs: readonly Pack[] },
): UnguardedRegistration[] {
  return facts.impls.flatMap((impl): UnguardedRegistration[] => {
    if (impl.body === undefined || !['Drop', 'PinnedDrop'].includes(impl.traitName ?? '')) return [];
    const struct = facts.structs.find(({ item }) => item.name === impl.typeName);
    if (struct === undefined || isTied(file, { struct, facts })) return [];
    for (const call of destructorCalls(file, { body: impl.body, owner: struct.item.name, facts })) {
      const name = cFunctionOf(call);
      const fact = name === undefined ? undefined : boundFact(packs, name);
      if (name !== undefined && fact !== undefined) return [{ struct, fact, call, unregister: name }];
    }
    return [];
  });
}

const boundFact = (packs: readonly Pack[], name: string): RegistrationFact | undefined =>
  packs
    .flatMap(({ registrations }) => registrations ?? [])
    .find(({ boundParent, unregister }) => boundParent && unregister.includes(name));

/** The calls of a destructor and of the type's own methods that it calls. */
function destructorCalls(file: SourceFile, { body, owner, facts }: { body: Node; owner: string; facts: Facts }): Call[] {
  return callsIn(file, { body, calls: facts.calls }).flatMap((call) => {
    const own = call.path === undefined || /^Self::/.test(call.path) ? facts.declarations.member(owner, call.name) : undefined;
    return own === undefined || own === body ? [call] : [call, ...callsIn(file, { body: own, calls: facts.calls })];
  });
}

/** Whether the type carries a lifetime, or the file gives values of it to devres. */
function isTied(file: SourceFile, { struct, facts }: { struct: Struct; facts: Facts }): boolean {
  const parameters = file.field(struct.item.node, 'type_parameters');
  if (parameters !== undefined && file.child(parameters, 'lifetime_parameter') !== undefined) return true;
  if (facts.calls.some(({ path }) => /(?:^|::)devres::\w/.test(path ?? '') || /(?:^|::)Devres::\w+$/.test(path ?? '')))
    return true;
  return file.nodes('generic_type').some((type) => lastName(file, type) === 'Devres' && holds(type));

  function holds(type: Node): boolean {
    const list = file.field(type, 'type_arguments');
    return file
      .descendants(list ?? type, 'type_identifier')
      .map((name) => file.textOf(name))
      .some((name) => name === struct.item.name || (name === 'Self' && ownerName(type) === struct.item.name));
  }

  function ownerName(node: Node): string | undefined {
    const impl = file.closest(node, 'impl_item');
    return impl === undefined ? undefined : lastName(file, file.field(impl, 'type'));
  }
}
