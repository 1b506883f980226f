// A page for every pack, and the table of all of them: what the tool knows of the kernel, for people who read docs/.

import { signatureIn } from '../../server/src/facts/kernel/generations';
import { packs, subsystems } from '../../server/src/packs';
import { upperFirst } from '../../server/src/fix/comment-templates';
import { asCode, bullets, conditionsText, functionText, slotText } from '../../server/src/assist/pack-text';
import type { Aspect, Pack } from '../../server/src/packs/pack';
import type { RustItem } from '../../server/src/packs/rust-facts';
import { aspects } from '../../server/src/packs/subsystem';
import { sourceList } from '../../server/src/assist/rule-page';
import { kernelTables, namesOf } from './kernel-facts-tables';

export function packPages(): Record<string, string> {
  const pages = Object.fromEntries(packs.map((pack) => [`docs/packs/${pack.id}.md`, page(pack)]));
  return { 'docs/packs/README.md': index(), ...pages };
}

function index(): string {
  const rows = packs.map((pack) => [`[${pack.id}](${pack.id}.md)`, pack.title, contents(pack).join(', ')]);
  return `# Packs

A pack is what the tool knows of one part of the kernel, as data: rules, hovers and completion read it. Every fact names the file that it was read
from, and every page the commits or versions of those files.

${table(['pack', 'about', 'holds'], rows)}

## Subsystems, and what they lack

What a pack does not know of its subsystem, and what there is not to know, are different things: every pack of a subsystem says which of these it has, and of
the others why there are none.

${table(['subsystem', ...Object.values(aspectTitles)], subsystems.map(coverage))}
`;
}

const aspectTitles: Readonly<Record<Aspect, string>> = {
  namespace: 'symbol namespace',
  refcounts: 'reference counts',
  registrations: 'registrations',
  contexts: 'where code may sleep',
};

function coverage(pack: Pack): string[] {
  const cells = Object.entries(aspects).map(([kind, count]) => {
    if (kind === 'namespace' && pack.namespace !== undefined) return `\`${pack.namespace}\``;
    const facts = count(pack);
    return facts > 0 ? String(facts) : `none: ${pack.none?.[kind as Aspect] ?? '?'}`;
  });
  return [`[${pack.id}](${pack.id}.md)`, ...cells];
}

function contents(pack: Pack): string[] {
  const counts: [number | undefined, string, string][] = [
    [pack.functions?.length, 'C function', 'C functions'],
    [pack.structs?.length, 'struct', 'structs'],
    [pack.enums?.length, 'enum', 'enums'],
    [pack.ioctls?.length, 'ioctl', 'ioctls'],
    [pack.vtables?.flatMap(({ slots }) => slots).length, 'callback', 'callbacks'],
    [pack.refcounts?.length, 'reference count', 'reference counts'],
    [pack.registrations?.length, 'registration', 'registrations'],
    [pack.allocators?.length, 'allocator', 'allocators'],
    [pack.items?.length, 'Rust item', 'Rust items'],
    [pack.contracts?.length, 'unsafe operation', 'unsafe operations'],
    [pack.preludes?.length, 'prelude', 'preludes'],
    [pack.pinnedTypes?.length, 'pinned type', 'pinned types'],
    [pack.guards?.length, 'guard', 'guards'],
    [pack.sleeping?.map(namesOf).flat().length, 'call that may sleep', 'calls that may sleep'],
    [pack.atomicCallbacks?.length, 'callback that must not sleep', 'callbacks that must not sleep'],
  ];
  return counts.flatMap(([count, one, many]) => (count === undefined ? [] : [`${count} ${count === 1 ? one : many}`]));
}

function page(pack: Pack): string {
  const sections = [
    rustItems(pack),
    renames(pack),
    functions(pack),
    callbacks(pack),
    structs(pack),
    enums(pack),
    ioctls(pack),
    refcounts(pack),
    registrations(pack),
    allocators(pack),
    contracts(pack),
    preludes(pack),
    ...kernelTables(pack).map(({ title, head, rows }) => `## ${title}\n\n${table(head, rows)}`),
  ].filter((section) => section !== undefined);
  const sources = pack.sources.map(({ repository, path, version }) => [`\`${path}\``, repository, `\`${version}\``]);
  return `# ${pack.id === pack.title ? pack.id : `${pack.id}: ${pack.title}`}

${sections.join('\n\n')}

## Read from

${table(['file', 'repository', 'commit or version'], sources)}
`;
}

function rustItems(pack: Pack): string | undefined {
  if (pack.items === undefined) return undefined;
  const { generations = [] } = pack;
  const intro =
    generations.length < 2
      ? ''
      : `\n\nThe API has changed while it was reviewed. Its states, from the oldest on: ${generations.map(({ label }) => label).join('; ')}.`;
  return `## Rust${intro}\n\n${pack.items.map((item) => rustItem(item, pack)).join('\n\n')}`;
}

function rustItem(item: RustItem, pack: Pack): string {
  const { path, summary, notes = [], replacedBy } = item;
  const { generations = [] } = pack;
  const shown = generations.flatMap((generation, at) => {
    const text = signatureIn(item, { generation, pack });
    const before = generations[at - 1];
    const same = before !== undefined && signatureIn(item, { generation: before, pack }) === text;
    if (same || (text === undefined && before === undefined)) return [];
    if (text === undefined) return [`Not there any more: ${generation.label}.`];
    const heading = generations.length < 2 ? '' : `${upperFirst(generation.label)}:\n\n`;
    return [`${heading}\`\`\`rust\n${text}\n\`\`\``];
  });
  const old = replacedBy === undefined ? [] : [`Instead: ${/^[\w:]+$/.test(replacedBy) ? `\`${replacedBy}\`` : replacedBy}`];
  // An item that a generation lacks has not come yet in those before its first one.
  const steps = shown.filter((text, at) => at > 0 || !text.startsWith('Not there'));
  return [`### \`${path}\``, summary, ...(notes.length === 0 ? [] : [bullets(notes)]), ...steps, ...old].join('\n\n');
}

function renames({ renames: list }: Pack): string | undefined {
  if (list === undefined) return undefined;
  const rows = list.map(({ from, to, position }) => [
    `\`${from}\``,
    position,
    to.includes(' ') || to.startsWith('`') ? to : `\`${to}\``,
  ]);
  return `## Old names\n\n${table(['old', 'where', 'now'], rows)}`;
}

function functions(pack: Pack): string | undefined {
  if (pack.functions === undefined) return undefined;
  const rows = pack.functions.map(({ name, kind, context, fails, prefer }) => [
    `\`${name}\``,
    kind,
    context,
    fails ?? '-',
    prefer === undefined ? '-' : asCode(prefer),
  ]);
  const head = ['function', 'kind', 'context', 'on failure', 'from Rust'];
  return `## C functions\n\n${table(head, rows)}\n\n${pack.functions.map((each) => `### \`${each.name}\`\n\n${functionText(each)}`).join('\n\n')}`;
}

function callbacks({ vtables, callbacks: traits = [] }: Pack): string | undefined {
  if (vtables === undefined) return undefined;
  return vtables
    .map(({ struct, summary, slots }) => {
      const rows = slots.map((slot) => [
        `\`${slot.name}\``,
        slot.mandatory ? 'yes' : 'no',
        slot.object ?? '-',
        slot.freedWith === undefined ? '-' : `\`${slot.freedWith}()\``,
        traits.flatMap(({ path, methods }) =>
          methods.filter(({ slot: of }) => of === slot.name).map(({ name }) => `\`${path}::${name}\``),
        )[0] ?? '-',
      ]);
      const head = ['callback', 'mandatory', 'the object is', 'C frees the result with', 'in Rust'];
      return `## \`struct ${struct}\`\n\n${summary}\n\n${table(head, rows)}\n\n${slots.map((slot) => `### \`${slot.name}\`\n\n${slotText(slot)}`).join('\n\n')}`;
    })
    .join('\n\n');
}

function structs({ structs: list }: Pack): string | undefined {
  if (list === undefined) return undefined;
  const rows = list.map(({ name, pinned, headOf, summary, source }) => [
    `\`${name}\``,
    [pinned === true ? 'must not move' : '', headOf === undefined ? '' : `comes first: \`${headOf}\` has the size`]
      .filter((text) => text !== '')
      .join('; ') || '-',
    summary,
    `\`${source}\``,
  ]);
  return `## C structs\n\n${table(['struct', 'layout', 'what', 'source'], rows)}`;
}

function enums({ enums: list }: Pack): string | undefined {
  if (list === undefined) return undefined;
  const parts = list.map(({ name, rust, summary, members }) => {
    const rows = members.map((member) => [
      `\`${member.name}\``,
      String(member.value),
      member.variant === undefined ? '-' : `\`${member.variant}\``,
      member.note ?? '',
    ]);
    return `### \`enum ${name}\`\n\n${summary}\n\n${table(['member', 'value', rust === undefined ? 'Rust' : `\`${rust}\``, 'note'], rows)}`;
  });
  return `## C enums\n\n${parts.join('\n\n')}`;
}

function ioctls({ ioctls: list }: Pack): string | undefined {
  if (list === undefined) return undefined;
  const rows = list.map(({ name, number, struct, summary }) => [
    `\`${name}\``,
    `\`${number}\``,
    `\`struct ${struct}\``,
    summary.replace(/\s+/g, ' '),
  ]);
  return `## Requests of user space\n\n${table(['ioctl', 'number', 'passes', 'what it does'], rows)}`;
}

function refcounts({ refcounts: list }: Pack): string | undefined {
  if (list === undefined) return undefined;
  const names = (first: string, more: readonly string[] = []): string => [first, ...more].map((name) => `\`${name}\``).join(', ');
  const rows = list.map(({ struct, get, gets, put, puts, rust, base }) => [
    `\`${struct}\``,
    names(get, gets),
    names(put, puts),
    rust === undefined ? '-' : `\`${rust}\``,
    base === undefined ? '' : `\`${base.field}\`, a \`struct ${base.struct}\``,
  ]);
  return `## Reference counts\n\n${table(['C type', 'takes', 'gives back', 'Rust type', 'counted by its field'], rows)}`;
}

function registrations({ registrations: list }: Pack): string | undefined {
  if (list === undefined) return undefined;
  const ties = { lifetime: 'a lifetime', devres: 'devres', none: '-' };
  const calls = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');
  const rows = list.map(({ type, register, unregister, boundParent, tie, holdsDevres, summary }) => [
    type === undefined ? '-' : `\`${type}\``,
    calls(register),
    calls(unregister),
    boundParent ? 'yes' : 'no',
    `${ties[tie]}${holdsDevres === true ? ', inside' : ''}`,
    summary,
  ]);
  const head = ['Rust type', 'registers', 'unregisters', 'parent has to be bound', 'order kept by', 'why'];
  return `## Registrations\n\n${table(head, rows)}`;
}

function allocators({ allocators: list }: Pack): string | undefined {
  if (list === undefined) return undefined;
  const rows = list.map(({ name, vec, box, freedBy, summary }) => [
    `\`${name}\``,
    `\`${vec}\`, \`${box}\``,
    freedBy.map((each) => `\`${each}()\``).join(', '),
    summary,
  ]);
  return `## Allocators\n\n${table(['allocator', 'owners', 'C frees it with', 'what'], rows)}`;
}

function contracts({ contracts: list }: Pack): string | undefined {
  if (list === undefined) return undefined;
  const parts = list.map(({ name, obligations, source }) =>
    [`### \`${name}\``, conditionsText(obligations), `Source:\n\n${sourceList([source])}`].join('\n\n'),
  );
  return `## Unsafe operations\n\n${parts.join('\n\n')}`;
}

function preludes({ preludes: list }: Pack): string | undefined {
  if (list === undefined) return undefined;
  const rows = list.map(({ since, paths }) => [since.join('.'), String(paths.length)]);
  return `## Preludes\n\nWhat \`kernel::prelude::*\` brings, by version.\n\n${table(['from', 'paths'], rows)}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cell = (text: string): string => text.replace(/\s*\n\s*/g, ' ').replace(/\|/g, '\\|');
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
