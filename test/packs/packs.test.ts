// Packs keep to their shape, and agree with themselves and with each other.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { parametersIn } from '../../server/src/facts/types/signatures';
import { packs, subsystems } from '../../server/src/packs';
import type { CFunction } from '../../server/src/packs/c-facts';
import type { Guard } from '../../server/src/packs/kernel-facts';
import type { Aspect, Obligation, Pack } from '../../server/src/packs/pack';
import type { RustItem } from '../../server/src/packs/rust-facts';
import { aspects } from '../../server/src/packs/subsystem';

const items = new Set(packs.flatMap((pack) => (pack.items ?? []).map(({ path }) => path)));
const functions = packs.flatMap((pack) => pack.functions ?? []);
const isPath = (text: string): boolean => /^\w+(?:::\w+)+$/.test(text);
const kinds = Object.keys(aspects) as Aspect[];
const calls = ({ functions: paths = [], methods = [] }: Pick<Guard, 'functions' | 'methods'>): string[] => [...paths, ...methods];
const last = (path: string): string => path.split('::').at(-1) ?? '';

function unique(names: readonly string[], what: string): void {
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  assert.deepEqual(twice, [], `${what} more than once`);
}

function checkObligations(
  { name, parameters }: { name: string; parameters: readonly string[] },
  obligations: readonly Obligation[],
): void {
  for (const { claim, words } of obligations) {
    const unknown = [...claim.matchAll(/\{(\w+)\}/g)].map(([, slot = '']) => slot).filter((slot) => !parameters.includes(slot));
    assert.deepEqual(unknown, [], `${name}: ${claim}`);
    assert.ok(words.length > 0, `${name}: ${claim}`);
    for (const word of words) assert.equal(word, word.toLowerCase(), `${name}: words are compared in lower case`);
    assert.match(claim, /^[^A-Z].*[^.]$/, `${name}: a claim is a clause`);
  }
}

/** The names in the signature of a C function or of a pointer to one. */
function namesInC(signature: string): string[] {
  const list = /\(([^()]*(?:\([^()]*\)[^()]*)*)\)$/.exec(signature)?.[1] ?? '';
  return list.split(/,(?![^(]*\))/).map((parameter) => /(\w+)\s*$/.exec(parameter)?.[1] ?? '');
}

describe('packs', () => {
  it('name no fact twice', () => {
    unique(
      functions.map(({ name }) => name),
      'a function',
    );
    unique(
      packs.flatMap((pack) => (pack.items ?? []).map(({ path }) => path)),
      'a Rust item',
    );
    unique(
      packs.flatMap((pack) => (pack.structs ?? []).map(({ name }) => name)),
      'a struct',
    );
    unique(
      packs.flatMap((pack) => (pack.enums ?? []).map(({ name }) => name)),
      'an enum',
    );
    unique(
      packs.flatMap((pack) => (pack.refcounts ?? []).map(({ struct, get, put }) => `${struct} ${get} ${put}`)),
      'a count',
    );
    unique(
      packs.flatMap((pack) => (pack.registrations ?? []).flatMap(({ register }) => register)),
      'a registration',
    );
    unique(
      packs.flatMap((pack) => (pack.guards ?? []).flatMap(calls)),
      'a guard',
    );
    unique(
      packs.flatMap((pack) =>
        (pack.atomicGuards ?? []).flatMap(({ receivers = [''], ...guard }) =>
          receivers.flatMap((of) => calls(guard).map((call) => `${of} ${call}`)),
        ),
      ),
      'a guard under which nothing may sleep',
    );
    unique(
      packs.flatMap((pack) =>
        (pack.atomicCallbacks ?? []).flatMap(({ traits, method }) => traits.map((of) => `${of}::${method}`)),
      ),
      'a callback in which nothing may sleep',
    );
    unique(
      packs.flatMap((pack) =>
        (pack.sleeping ?? []).flatMap(({ functions: paths, methods, flags, bindings }) => [
          ...[...paths, ...flags, ...bindings.map((name) => `bindings::${name}`)],
          ...methods.flatMap(({ name, receivers }) => receivers.map((of) => `${of}::${name}`)),
        ]),
      ),
      'a call that may sleep',
    );
    unique(
      packs.flatMap(({ tristates = [] }) => tristates),
      'an option',
    );
    unique(
      packs.flatMap((pack) => (pack.contracts ?? []).map(({ name }) => name)),
      'a contract',
    );
    for (const pack of packs) {
      unique(
        (pack.generations ?? []).map(({ id }) => id),
        `${pack.id}: a generation`,
      );
    }
  });

  it('say of every subsystem either what it has of a kind, or why it has nothing', () => {
    const gaps = subsystems.flatMap((pack) =>
      kinds
        .filter((kind) => aspects[kind](pack) === 0 && pack.none?.[kind] === undefined)
        .map((kind) => `${pack.id} says nothing of its ${kind}`),
    );
    assert.deepEqual(gaps, []);
    const both = subsystems.flatMap((pack) =>
      kinds
        .filter((kind) => aspects[kind](pack) > 0 && pack.none?.[kind] !== undefined)
        .map((kind) => `${pack.id} has ${kind}, and says that it has none`),
    );
    assert.deepEqual(both, []);
    for (const { id, none = {} } of subsystems)
      for (const reason of Object.values(none)) assert.match(reason, /^\S.{9,90}[^.]$/, `${id}: a clause`);
  });

  it('say of no more than one pack that it is of a subsystem with that module or namespace', () => {
    unique(
      packs.flatMap(({ module = [] }) => module),
      'a module',
    );
    unique(
      packs.flatMap(({ namespace = [] }) => namespace),
      'a namespace',
    );
  });

  it('say of every fact where it was read, and list that among their sources', () => {
    for (const pack of packs) {
      const known = pack.sources.map(({ path }) => path);
      const facts = [
        ...(pack.functions ?? []),
        ...(pack.structs ?? []),
        ...(pack.enums ?? []),
        ...(pack.ioctls ?? []),
        ...(pack.refcounts ?? []),
        ...(pack.registrations ?? []),
        ...(pack.vtables ?? []),
        ...(pack.vtables ?? []).flatMap(({ slots }) => slots),
        ...(pack.items ?? []),
        ...(pack.allocators ?? []),
      ];
      for (const { source, ...fact } of facts) assert.ok(known.includes(source), `${pack.id}: ${source} ${JSON.stringify(fact)}`);
      for (const { repository, version } of pack.sources) {
        assert.match(repository, /^[\w.-]+(?:\/[\w.-]+)?$/);
        assert.match(version, /^(?:[0-9a-f]{12,40}|\d+\.\d+.*)$/, `${pack.id}: a version or a commit`);
      }
    }
  });

  it('describe C functions as they declare them', () => {
    for (const each of functions) checkFunction(each);
  });

  it('claim nothing of parameters that there are not', () => {
    for (const { name, parameters, obligations } of packs.flatMap((pack) => pack.contracts ?? []))
      checkObligations({ name, parameters }, obligations);
  });

  it('give every member of an enum a name, a value and at most one variant', () => {
    for (const { name, members, rust } of packs.flatMap((pack) => pack.enums ?? [])) {
      unique(
        members.map((member) => member.name),
        `${name}: a member`,
      );
      unique(
        members.map(({ value }) => String(value)),
        `${name}: a value`,
      );
      const variants = members.map(({ variant }) => variant).filter((variant) => variant !== undefined);
      unique(variants, `${name}: a variant`);
      if (rust === undefined) assert.deepEqual(variants, [], name);
      else for (const path of [rust, ...variants.map((variant) => `${rust}::${variant}`)]) assert.ok(items.has(path), path);
    }
  });

  it('know the functions of their reference counts, and who else counts', () => {
    const known = new Set(functions.map(({ name }) => name));
    const counts = packs.flatMap((pack) => pack.refcounts ?? []);
    for (const { struct, get, put, base } of counts) {
      assert.ok(known.has(get) && known.has(put), `${struct}: ${get}, ${put}`);
      if (base !== undefined)
        assert.ok(
          counts.some((other) => other.struct === base.struct),
          `${struct}: ${base.struct}`,
        );
    }
  });

  it('say of every registration what makes and ends it', () => {
    for (const fact of packs.flatMap((pack) => pack.registrations ?? [])) {
      const label = JSON.stringify(fact);
      assert.ok(fact.register.length > 0 && fact.unregister.length > 0, label);
      if (fact.type !== undefined) assert.ok(isPath(fact.type), label);
      if (fact.tie !== 'none') assert.ok(fact.type !== undefined || fact.holdsDevres === true, label);
      if (fact.holdsDevres === true) assert.equal(fact.tie, 'devres', label);
    }
  });

  it('describe vtables by slots that hang together', () => {
    for (const pack of packs) {
      const structs = new Set((pack.structs ?? []).map(({ name }) => name));
      for (const { struct, object, slots } of pack.vtables ?? []) {
        assert.ok(structs.has(struct) && (object === undefined || structs.has(object)), struct);
        unique(
          slots.map(({ name }) => name),
          `${struct}: a slot`,
        );
        for (const slot of slots) {
          assert.ok(slot.signature.includes(`(*${slot.name})(`), slot.name);
          assert.deepEqual(namesInC(slot.signature), slot.parameters, slot.name);
          const { buffer, length, answer } = slot.inPlace ?? {};
          for (const name of [buffer, length, answer]) assert.ok(name === undefined || slot.parameters.includes(name), slot.name);
        }
        for (const role of ['open', 'close']) assert.ok(slots.filter((slot) => slot.role === role).length <= 1, struct);
      }
    }
  });

  it('spell Rust items by generation as they are called', () => {
    for (const pack of packs) for (const item of pack.items ?? []) checkItem(item, pack);
  });

  it('lead from what is gone to what there is', () => {
    for (const pack of packs) {
      for (const { path, signatures, replacedBy } of pack.items ?? []) {
        const isGone = signatures.at(-1)?.text === undefined;
        assert.equal(replacedBy !== undefined, isGone, path);
        if (replacedBy !== undefined && isPath(replacedBy)) assert.ok(items.has(replacedBy), `${path}: ${replacedBy}`);
        else if (replacedBy !== undefined) assert.match(replacedBy, /[.!]$/, path);
      }
    }
  });

  it('name items where they name Rust of the module that they are about', () => {
    for (const { module, ...pack } of packs) {
      if (module === undefined || pack.items === undefined) continue;
      const named = [
        ...(pack.functions ?? []).map(({ prefer }) => prefer),
        ...(pack.refcounts ?? []).map(({ rust }) => rust),
        ...(pack.registrations ?? []).map(({ type }) => type),
        ...(pack.registrations ?? []).map(({ device }) => device?.constructor),
        ...(pack.callbacks ?? []).flatMap(({ methods }) => methods.map(({ inPlace }) => inPlace)),
      ];
      for (const text of named)
        for (const [path] of (text ?? '').matchAll(new RegExp(`\\b${module}(?:::\\w+)+`, 'g'))) assert.ok(items.has(path), path);
    }
  });

  it('know the trait behind a vtable as its items do', () => {
    for (const pack of packs) {
      for (const { path, vtable, methods, dataType, kind } of pack.callbacks ?? []) {
        const slots = pack.vtables?.find(({ struct }) => struct === vtable)?.slots ?? [];
        assert.ok(items.has(path), path);
        for (const name of [dataType, kind?.name]) assert.ok(name === undefined || items.has(`${path}::${name}`), name);
        if (kind !== undefined)
          assert.ok(
            pack.enums?.some(({ name }) => name === kind.enum),
            kind.enum,
          );
        unique(
          methods.map(({ name }) => name),
          path,
        );
        for (const { name, slot, parameters, earlier = [] } of methods) {
          assert.ok(
            slots.some((each) => each.name === slot),
            slot,
          );
          const item = pack.items?.find((each) => each.path === `${path}::${name}`);
          const counts = (item?.signatures ?? []).map(({ text }) => parametersIn(text ?? '')?.length);
          assert.equal(counts.at(-1), parameters.length, name);
          for (const { length } of earlier) assert.ok(counts.includes(length), `${name} never had ${length} parameters`);
        }
      }
    }
  });

  it('rename what is gone', () => {
    for (const pack of packs) {
      unique(
        (pack.renames ?? []).map(({ from, position }) => `${position} ${from}`),
        `${pack.id}: an old name`,
      );
      for (const { from, to } of pack.renames ?? []) {
        const old = (pack.items ?? []).filter(({ path }) => last(path) === from);
        assert.ok(old.length > 0 && old.every(({ replacedBy }) => replacedBy !== undefined), from);
        if (/^\w+$/.test(to))
          assert.ok(
            [...items].some((path) => last(path) === to),
            to,
          );
      }
    }
  });

  it('free no memory by what its allocator does not know', () => {
    for (const pack of packs)
      for (const { name, freedBy, vec, box } of pack.allocators ?? [])
        assert.ok(freedBy.includes('kvfree') && vec.endsWith('Vec') && box.endsWith('Box'), name);
  });
});

function checkFunction(each: CFunction): void {
  const { name, signature, kind, parameters, constParameters = [], bound, obligations } = each;
  assert.ok(signature.includes(`${name}(`), name);
  assert.deepEqual(namesInC(signature), parameters, name);
  assert.equal(/^\w+\(/.test(signature), kind === 'macro', `${name}: a macro has no types, and nothing else has none`);
  if (kind !== 'macro') {
    const isConst = parameters.filter((parameter) => new RegExp(`\\bconst [^,()]*\\*${parameter}\\b`).test(signature));
    assert.deepEqual(constParameters, isConst, `${name}: constParameters`);
  }
  if (bound?.parameter !== undefined) assert.ok(parameters.includes(bound.parameter), name);
  checkObligations(each, obligations ?? []);
}

const keywords: Readonly<Record<RustItem['kind'], string>> = {
  trait: 'trait ',
  struct: 'struct ',
  enum: 'enum ',
  fn: 'fn ',
  type: 'type ',
  const: 'const ',
  variant: '',
};

function checkItem({ path, kind, signatures, summary, notes = [] }: RustItem, { module, generations = [] }: Pack): void {
  const order = generations.map(({ id }) => id);
  const since = signatures.map((signature) => order.indexOf(signature.since));
  assert.ok(signatures[0]?.text !== undefined, `${path} exists at first`);
  assert.ok(
    since.every((index) => index >= 0),
    `${path}: a generation is not known`,
  );
  assert.deepEqual(
    since,
    [...new Set(since)].sort((a, b) => a - b),
    `${path}: from the oldest to the newest`,
  );
  for (const { text } of signatures)
    if (text !== undefined) assert.match(text, new RegExp(`(?:^|[^\\w])${keywords[kind]}${last(path)}\\b`), path);
  if (module !== undefined) {
    assert.ok(path.startsWith(`${module}::`), path);
    const owner = path.split('::').slice(0, -1).join('::');
    assert.ok(owner === module || items.has(owner), `${path}: ${owner} is no item`);
  }
  for (const sentence of [summary, ...notes]) assert.match(sentence, /[.!]$/, path);
}
