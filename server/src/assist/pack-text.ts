// What a pack says about one function, type or item, in Markdown: the same text for hovers and for docs/packs/.

import { upperFirst } from '../fix/comment-templates';
import { signatureIn } from '../facts/kernel/generations';
import type { CEnum, CFunction, CStruct, RegistrationFact, Slot } from '../packs/c-facts';
import type { Obligation, Pack } from '../packs/pack';
import type { Generation, RustItem } from '../packs/rust-facts';

export function functionText(each: CFunction): string {
  const { signature, kind, name, namespace, summary, context, fails, ownership, bound, obligations, prefer, source } = each;
  const parent = bound?.parameter === undefined ? 'the parent of the object' : `\`${bound.parameter}\``;
  const facts = [
    `Context: ${context}.`,
    ...(fails === undefined
      ? []
      : [`On failure: ${{ null: 'null', errno: 'a negative errno', 'error pointer': 'an error pointer' }[fails]}.`]),
    ...(ownership === undefined ? [] : [ownership]),
    ...(bound === undefined ? [] : [`While it runs, ${parent} must be bound to its driver.`]),
    ...(kind === 'static inline' ? [`An inline function: Rust calls it through \`rust_helper_${name}\`.`] : []),
    ...(kind === 'macro' ? ['A macro, not a symbol: Rust can only call it if `rust/helpers` has a function for it.'] : []),
    ...(namespace === undefined ? [] : [`A module that calls it must import the symbol namespace \`${namespace}\`.`]),
    ...(prefer === undefined ? [] : [`In Rust: ${asCode(prefer)}.`]),
  ];
  return [`\`\`\`c\n${signature}\n\`\`\``, summary, bullets(facts), conditionsText(obligations), sourceLine(source)]
    .filter((part) => part !== undefined)
    .join('\n\n');
}

export function conditionsText(obligations: readonly Obligation[] | undefined): string | undefined {
  if (obligations === undefined) return undefined;
  return `The SAFETY comment must say that\n\n${bullets(obligations.map(({ claim }) => claim.replace(/[{}]/g, '')))}`;
}

const objectStates: Readonly<Record<NonNullable<Slot['object']>, string>> = {
  uninitialised: 'The object is zeroed memory that is not initialised yet.',
  shared: 'Other callbacks run concurrently on the same object.',
  exclusive: 'Nothing else uses the object, now or later.',
};

export function slotText({ signature, mandatory, object, freedWith, summary }: Slot): string {
  const facts = [
    mandatory ? 'Mandatory: C calls it without a null check.' : 'May be null.',
    ...(object === undefined ? [] : [objectStates[object]]),
    ...(freedWith === undefined ? [] : [`C frees what it returns with \`${freedWith}()\`.`]),
  ];
  return `\`\`\`c\n${signature}\n\`\`\`\n\n${summary}\n\n${bullets(facts)}`;
}

export function structText({ name, pinned, headOf, summary, source }: CStruct): string {
  const facts = [
    ...(pinned === true ? ['It must not be moved or overwritten: C keeps locks, lists or pointers into it.'] : []),
    ...(headOf === undefined ? [] : [`It is the first field of a larger object, whose size C takes from \`${headOf}\`.`]),
  ];
  return [`\`\`\`c\nstruct ${name}\n\`\`\``, summary, ...(facts.length === 0 ? [] : [bullets(facts)]), sourceLine(source)].join(
    '\n\n',
  );
}

export function enumText({ name, rust, summary, members, source }: CEnum): string {
  const lines = members.map(
    (member) =>
      `\`${member.name}\` = ${member.value}${member.variant === undefined ? '' : `, \`${member.variant}\` in Rust`}${member.note === undefined ? '' : `: ${member.note}`}`,
  );
  const inRust = rust === undefined ? [] : [`In Rust: \`${rust}\`.`];
  return [`\`\`\`c\nenum ${name}\n\`\`\``, summary, bullets(lines), ...inRust, sourceLine(source)].join('\n\n');
}

const ties: Readonly<Record<RegistrationFact['tie'], string>> = {
  lifetime: 'The type carries the lifetime of the bound parent, so it is dropped in time.',
  devres: 'Keep it in a `Devres`, which drops it in time.',
  none: 'No order is required.',
};

/** Several facts are of one type that registers with several buses. */
export function registrationText(facts: readonly [RegistrationFact, ...RegistrationFact[]]): string {
  const register = facts.flatMap((fact) => fact.register);
  const unregister = facts.flatMap((fact) => fact.unregister);
  return oneRegistration({ ...facts[0], register, unregister });
}

function oneRegistration({
  type,
  register,
  unregister,
  boundParent,
  tie,
  holdsDevres,
  startsEarly,
  summary,
  source,
}: RegistrationFact): string {
  const calls = (names: readonly string[]): string => names.map((name) => `\`${name}()\``).join(', ');
  const facts = [
    `Registered by ${calls(register)}, unregistered by ${calls(unregister)} when it is dropped.`,
    ...(boundParent ? ['This is only allowed while the parent is bound.'] : []),
    ...(boundParent || tie !== 'none' ? [holdsDevres === true ? 'The `Devres` inside it does that in time.' : ties[tie]] : []),
    ...(startsEarly === true ? ['It may be used before the constructor returns.'] : []),
  ];
  return [`\`${type ?? ''}\``, summary, bullets(facts), sourceLine(source)].join('\n\n');
}

/** The item as the generations have it that code may be written against; `behind` is the slot of C that calls it. */
export function itemText(
  item: RustItem,
  { pack, generations, behind }: { pack: Pack; generations: readonly Generation[]; behind?: Slot | undefined },
): string {
  const { summary, notes = [], replacedBy, source } = item;
  const parts = [
    signaturesText(item, { pack, generations }),
    ...(replacedBy === undefined
      ? []
      : [`**Replaced.** ${/^[\w:]+$/.test(replacedBy) ? `Now: \`${replacedBy}\`.` : replacedBy}`]),
    summary,
    ...(notes.length === 0 ? [] : [bullets(notes)]),
    ...(behind === undefined ? [] : [`C calls it as \`${behind.name}\`. ${behind.summary}`]),
    sourceLine(source),
  ];
  return parts.join('\n\n');
}

function signaturesText(item: RustItem, { pack, generations }: { pack: Pack; generations: readonly Generation[] }): string {
  const all = pack.generations ?? [];
  const rows = generations.map((generation) => ({ generation, text: signatureIn(item, { generation, pack }) }));
  const spelled = rows.filter(({ text }) => text !== undefined);
  const shown =
    spelled.at(-1) ??
    all
      .map((generation) => ({ generation, text: signatureIn(item, { generation, pack }) }))
      .findLast(({ text }) => text !== undefined);
  const block = `\`\`\`rust\n${shown?.text ?? ''}\n\`\`\``;
  if (all.length < 2 || shown === undefined) return block;
  const label = `*${upperFirst(shown.generation.label)}.*`;
  if (spelled.length === 0)
    return `${block}\n\n${label} This file uses the API ${generations.at(-1)?.label ?? ''}, which does not have it.`;
  if (generations.length === 1) return `${block}\n\n${label}`;
  const isSettled = spelled.length === rows.length && spelled.every(({ text }) => text === shown.text);
  if (isSettled) return block;
  return `${block}\n\n${label} Other versions differ, and this file does not show which one it uses.`;
}

export const asCode = (text: string): string => (text.includes('`') || !/^[\w:<>']+$/.test(text) ? text : `\`${text}\``);

export const bullets = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join('\n');

const sourceLine = (source: string): string => `Source: \`${source}\``;
