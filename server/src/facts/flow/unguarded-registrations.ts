// Types whose destructor unregisters something that needs the parent bound, without anything that guarantees it.

import type { RegistrationFact } from '../../packs/c-facts';
import type { Pack } from '../../packs/pack';
import type { Node, SourceFile } from '../../syntax/source-file';
import { cFunctionOf } from '../names/c-calls';
import { callsIn, type Call } from '../names/calls';
import { lastName } from '../names/declarations';
import type { Facts } from '../facts';
import type { Struct } from '../types/structs';

export interface UnguardedRegistration {
  readonly struct: Struct;
  readonly fact: RegistrationFact;
  /** The call in the destructor, and the C function that it calls. */
  readonly call: Call;
  readonly unregister: string;
}

/** In source order. Types that the file does not define are left out: what ties them is not known. */
export function unguardedRegistrationsOf(file: SourceFile, facts: Facts): UnguardedRegistration[] {
  const structs = new Map(facts.structs.map((struct) => [struct.item.name, struct]));
  const isTied = tieOf(file, facts);
  return facts.impls.flatMap((impl): UnguardedRegistration[] => {
    if (impl.body === undefined || !['Drop', 'PinnedDrop'].includes(impl.traitName ?? '')) return [];
    const struct = structs.get(impl.typeName ?? '');
    if (struct === undefined || isTied(struct)) return [];
    for (const call of destructorCalls(file, { body: impl.body, owner: struct.item.name, facts })) {
      const name = cFunctionOf(call);
      const fact = name === undefined ? undefined : boundFact(facts.packs, name);
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

/** Whether a type carries a lifetime, or the file gives values of it to devres. */
function tieOf(file: SourceFile, facts: Facts): (struct: Struct) => boolean {
  const usesDevres = facts.calls.some(({ path }) => /(?:^|::)(?:devres::\w|Devres::\w+$)/.test(path ?? ''));
  const held = new Set(
    file
      .nodes('generic_type')
      .filter((type) => lastName(file, type) === 'Devres')
      .flatMap((type) => {
        const names = file
          .descendants(file.field(type, 'type_arguments') ?? type, 'type_identifier')
          .map((name) => file.textOf(name));
        return names.map((name) => (name === 'Self' ? ownerName(type) : name));
      }),
  );
  return ({ item }) => {
    const parameters = file.field(item.node, 'type_parameters');
    const hasLifetime = parameters !== undefined && file.child(parameters, 'lifetime_parameter') !== undefined;
    return hasLifetime || usesDevres || held.has(item.name);
  };

  function ownerName(node: Node): string | undefined {
    const impl = file.closest(node, 'impl_item');
    return impl === undefined ? undefined : lastName(file, file.field(impl, 'type'));
  }
}
