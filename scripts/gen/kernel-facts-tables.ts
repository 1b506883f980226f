// The tables of what a pack knows of the kernel crate's own tools: pinned types, guards, what may sleep, bytes, work items.

import type { SleepingCalls } from '../../server/src/packs/kernel-facts';
import type { Pack } from '../../server/src/packs/pack';

export interface Table {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export function kernelTables(pack: Pack): Table[] {
  const tables = [pinnedTypes(pack), neverNull(pack), byteTraits(pack), workItems(pack), guards(pack), atomicGuards(pack)];
  return [...tables, sleeping(pack), atomicCallbacks(pack)].filter(({ rows }) => rows.length > 0);
}

const code = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');

const pinnedTypes = ({ pinnedTypes: list = [] }: Pack): Table => ({
  title: 'Types that must not move',
  head: ['type', 'source'],
  rows: list.map(({ paths, source }) => [code(paths), code([source])]),
});

const neverNull = ({ neverNull: list = [] }: Pack): Table => ({
  title: 'Types that are never zero',
  head: ['type'],
  rows: list.map((path) => [code([path])]),
});

const byteTraits = ({ byteTraits: list = [] }: Pack): Table => ({
  title: 'Traits over bytes',
  head: ['trait', 'every pattern of bits has to be a value', 'source'],
  rows: list.map(({ paths, fromBytes, source }) => [code(paths), fromBytes ? 'yes' : 'no', code([source])]),
});

const workItems = ({ workItems: list = [] }: Pack): Table => ({
  title: 'Work items',
  head: ['trait', 'found through', 'implemented with', 'source'],
  rows: list.map(({ traits, finders, macros, source }) => [
    code(traits),
    code(finders),
    code(macros.map(({ name }) => `${name}!`)),
    code([source]),
  ]),
});

const guards = ({ guards: list = [] }: Pack): Table => ({
  title: 'What has to be kept',
  head: ['call', 'dropped, it means that', 'source'],
  rows: list.map(({ functions, methods, whenDropped, source }) => [calls({ functions, methods }), whenDropped, code([source])]),
});

const atomicGuards = ({ atomicGuards: list = [] }: Pack): Table => ({
  title: 'Guards under which nothing may sleep',
  head: ['call', 'of', 'holds', 'source'],
  rows: list.map(({ functions, methods, receivers, holds, source }) => [
    calls({ functions, methods }),
    receivers === undefined ? '-' : code(receivers),
    holds,
    code([source]),
  ]),
});

const sleeping = ({ sleeping: list = [] }: Pack): Table => {
  const names = new Map<string, string[]>();
  for (const { functions, methods, flags, instead = '', bindings } of list) {
    add(names, { of: 'functions', more: functions });
    for (const { name, receivers } of methods) add(names, { of: `\`${name}()\` of`, more: receivers });
    add(names, { of: `allocations that do not say \`${instead}\` but`, more: flags });
    add(names, { of: 'C functions', more: bindings });
  }
  return { title: 'What may sleep', head: ['what', 'names'], rows: [...names].map(([what, each]) => [what, code(each)]) };
};

function add(names: Map<string, string[]>, { of, more }: { of: string; more: readonly string[] }): void {
  if (more.length > 0) names.set(of, [...(names.get(of) ?? []), ...more]);
}

/** Every call that may sleep, and every flag. */
export const namesOf = ({ functions, methods, flags, bindings }: SleepingCalls): string[] => [
  ...functions,
  ...methods.map(({ name }) => name),
  ...flags,
  ...bindings,
];

const atomicCallbacks = ({ atomicCallbacks: list = [] }: Pack): Table => ({
  title: 'Callbacks in which nothing may sleep',
  head: ['trait', 'method', 'because it', 'sleep in', 'source'],
  rows: list.map(({ traits, method, because, instead, source }) => [
    code(traits),
    code([method]),
    because,
    instead,
    code([source]),
  ]),
});

const calls = ({
  functions = [],
  methods = [],
}: {
  functions?: readonly string[] | undefined;
  methods?: readonly string[] | undefined;
}): string => [...functions.map((path) => `\`${path}()\``), ...methods.map((name) => `\`.${name}()\``)].join(', ');
