// Changes that break Rust in the ways in which people, editors and mailers break it.

import fc from 'fast-check';

import type { Node, SourceFile } from '../../server/src/syntax/source-file';
import { parse } from '../check';
import type { Sample } from './corpus';

/** One change; numbers say where, as shares of what there is, so that a list of changes fits any text and can be shrunk. */
export interface Mutation {
  readonly kind: keyof typeof changes;
  readonly at: number;
  readonly other: number;
}

const whole = 1 << 16;
const share = fc.nat(whole - 1);

/** A sample, broken by a few changes. `startParser()` must have finished. */
export function mutated(samples: readonly Sample[]): fc.Arbitrary<Sample> {
  const mutation = fc.record<Mutation>({
    kind: fc.constantFrom(...(Object.keys(changes) as (keyof typeof changes)[])),
    at: share,
    other: share,
  });
  return fc
    .record({
      base: fc.nat(samples.length - 1),
      donor: fc.nat(samples.length - 1),
      mutations: fc.array(mutation, { maxLength: 6 }),
    })
    .map(({ base, donor, mutations }) => {
      const { path, text } = samples[base] ?? { path: 'rust/kernel/example.rs', text: '' };
      const material = samples[donor]?.text ?? '';
      return { path, text: mutations.reduce((current, mutation_) => changed(current, { ...mutation_, material }), text) };
    });
}

/** Text that nobody wrote: pieces of Rust in any order, and any characters. */
export const garbage: fc.Arbitrary<Sample> = fc
  .oneof(
    fc
      .array(fc.nat(1 << 20), { maxLength: 60 })
      .map((numbers) => numbers.map((number) => pieces[number % pieces.length]).join('')),
    fc
      .array(fc.nat(1 << 20), { maxLength: 60 })
      .map((numbers) => numbers.map((number) => pieces[number % pieces.length]).join(' ')),
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
  )
  .map((text) => ({ path: 'rust/kernel/example.rs', text }));

interface Place extends Omit<Mutation, 'kind'> {
  readonly material: string;
}

function changed(text: string, { kind, ...place }: Mutation & Place): string {
  return changes[kind](text, place);
}

const pick = <T>(list: readonly T[], at: number): T | undefined => list[Math.floor((at * list.length) / whole)];

const offsetIn = (text: string, at: number): number => Math.floor((at * (text.length + 1)) / whole);

const insert = (text: string, at: number, piece: string): string => text.slice(0, at) + piece + text.slice(at);

interface Candidate {
  readonly file: SourceFile;
  readonly node: Node;
}

/** Nodes and tokens that have text; the root is none of them. */
function nodesOf(text: string, wanted: (place: Candidate) => boolean): { start: number; end: number }[] {
  const file = parse(text);
  const found: { start: number; end: number }[] = [];
  for (let node = 1; node < file.tree.count; node++)
    if (file.end(node) > file.start(node) && wanted({ file, node })) found.push(file.span(node));
  return found;
}

const isNode = ({ file, node }: Candidate): boolean => file.isNamed(node);
const isToken = ({ file, node }: Candidate): boolean => file.tree.subtreeEnds[node] === node + 1;
const isName = ({ file, node }: Candidate): boolean =>
  file.is(node, 'identifier', 'type_identifier', 'field_identifier', 'primitive_type');
const isLiteral = ({ file, node }: Candidate): boolean =>
  file.is(node, 'integer_literal', 'float_literal', 'string_literal', 'char_literal', 'raw_string_literal', 'boolean_literal');
const isPunctuation = (place: Candidate): boolean =>
  isToken(place) && !place.file.isNamed(place.node) && !/^\w/.test(place.file.textOf(place.node));

/** Replaces one of the spans; nothing changes where there is none. */
function replaced(text: string, { at, by }: { at: { start: number; end: number } | undefined; by: string }): string {
  return at === undefined ? text : text.slice(0, at.start) + by + text.slice(at.end);
}

const deleted =
  (wanted: (place: Candidate) => boolean) =>
  (text: string, { at }: Place): string =>
    replaced(text, { at: pick(nodesOf(text, wanted), at), by: '' });

const duplicated =
  (wanted: (place: Candidate) => boolean) =>
  (text: string, { at, other }: Place): string => {
    const span = pick(nodesOf(text, wanted), at);
    return span === undefined ? text : insert(text, span.end, (other % 3 === 0 ? '\n' : '') + text.slice(span.start, span.end));
  };

const swapped =
  (wanted: (place: Candidate) => boolean) =>
  (text: string, { at, other }: Place): string => {
    const spans = nodesOf(text, wanted);
    const [first, second] = [pick(spans, at), pick(spans, other)].sort((a, b) => (a?.start ?? 0) - (b?.start ?? 0));
    if (first === undefined || second === undefined || first.end > second.start) return text;
    return (
      text.slice(0, first.start) +
      text.slice(second.start, second.end) +
      text.slice(first.end, second.start) +
      text.slice(first.start, first.end) +
      text.slice(second.end)
    );
  };

const moved =
  (wanted: (place: Candidate) => boolean) =>
  (text: string, { at, other }: Place): string => {
    const spans = nodesOf(text, wanted);
    const [from, to] = [pick(spans, at), pick(spans, other)];
    if (from === undefined || to === undefined || (to.start >= from.start && to.start < from.end)) return text;
    const piece = text.slice(from.start, from.end);
    return to.start >= from.end
      ? replaced(insert(text, to.start, piece), { at: from, by: '' })
      : insert(replaced(text, { at: from, by: '' }), to.start, piece);
  };

const renewed =
  (wanted: (place: Candidate) => boolean, by: readonly string[]) =>
  (text: string, { at, other }: Place): string =>
    replaced(text, { at: pick(nodesOf(text, wanted), at), by: pick(by, other) ?? '' });

/** Where tokens begin and end. */
function edges(text: string): number[] {
  return [...new Set(nodesOf(text, isToken).flatMap(({ start, end }) => [start, end]))];
}

const linesOf = (text: string): string[] => text.split(/(?<=\n)/);

function withLines(text: string, change: (lines: string[]) => void): string {
  const lines = linesOf(text);
  change(lines);
  return lines.join('');
}

const brackets = ['(', ')', '[', ']', '{', '}', '<', '>', '"', "'", '`', '/*', '*/', '#[', ']]', '|', '::<', '=>'];

const names = [
  'self',
  'Self',
  'crate',
  'super',
  '_',
  'unsafe',
  'x',
  'r#type',
  'kernel',
  'bindings',
  'u8',
  'fn',
  'as',
  'dyn',
  '$x',
  'München',
];
const literals = [
  '0',
  '1_000u64',
  '0x',
  '1e',
  '""',
  '"\\n"',
  "'a'",
  "'",
  'c"a"',
  'r#"',
  'b"\\xff"',
  'true',
  '99999999999999999999999',
  '"{}"',
];
const operators = [
  'as',
  '+',
  '->',
  '=>',
  '<-',
  '::',
  '..=',
  '&&',
  '&raw mut ',
  '?',
  '=',
  ';',
  ',',
  '.',
  '!',
  '*',
  '<',
  '|',
  '#',
  '@',
];

const comments = [
  '// SAFETY: TODO.\n',
  '// SAFETY:',
  '/* SAFETY: as above. */ ',
  '/// # Safety\n',
  '/// # Safety\n///\n/// Callers must be careful.\n',
  '/// # Invariants\n',
  '// INVARIANT: it holds.\n',
  '//! srctree [x](srctree/include/linux/x.h)\n',
  '// kernel-rust-ignore missing-safety-comment: reason here\n',
  '// kernel-rust-ignore-file missing-safety-comment: reason here\n',
  '// kernel-rust-ignore',
  '// CAST: fine\n',
  '/** doc */',
  '/* /* nested */',
  '//',
  '///',
  '/*',
];

const halves = [
  'unsafe',
  'unsafe {',
  'unsafe { *p }',
  'unsafe impl Send for X {}\n',
  'unsafe fn f(p: *mut u8) ',
  '#[unsafe(no_mangle)]\n',
  '#[unsafe(',
  '#[allow(clippy::undocumented_unsafe_blocks)]\n',
  'impl',
  'impl X {',
  'fn f() {',
  'fn f(',
  'pub(crate) ',
  'let x = ',
  'if let Some(x) = ',
  'match x {',
  'x => ',
  'use kernel::prelude::*;\n',
  'use kernel::{a, b::{c, d}};\n',
  'use core::ffi::{',
  'use ',
  'macro_rules! m { () => {',
  'pin_init!(Self { a <- ',
  'try_pin_init!(Self { a: unsafe { b() } }? Error)',
  'module! { type: X, name: "x" }\n',
  '$( $x:expr ),*',
  ' as *mut _',
  ' as *const u8 as usize',
  '.cast::<u8>()',
  '.unwrap()',
  'pr_info!("x");\n',
  'container_of!(p, X, f)',
  '&raw const ',
  'core::ptr::addr_of_mut!(x.y)',
  'extern "C" ',
  'unsafe extern "C" { safe fn f(); }\n',
  'where T: ',
  'const _: () = ',
  'async move |x| ',
  "'a: loop { break 'a",
  'return ',
  '..',
  'drop(x); ',
];

const characters = [
  '\0',
  '\ud800',
  '\udfff',
  '\u202e',
  '\u200b',
  '\ufeff',
  '\u2028',
  '\u0085',
  '😀',
  '\t',
  '\r',
  '\r\n',
  '\n',
  '\f',
  '\v',
  '\u00a0',
  'é',
  '\u0301',
  'ﷺ',
  '\\',
];

const pieces = [
  ...brackets,
  ...names,
  ...literals,
  ...operators,
  ...comments,
  ...halves,
  ...characters,
  ' ',
  '\n',
  'fn f() ',
  '; ',
];

/** Each takes a text and gives another one. */
const changes = {
  'delete a node': deleted(isNode),
  'delete a token': deleted(isToken),
  'duplicate a node': duplicated(isNode),
  'duplicate a token': duplicated(isToken),
  'swap nodes': swapped(isNode),
  'swap tokens': swapped(isToken),
  'move a node': moved(isNode),
  'move a token': moved(isToken),
  'rename something': renewed(isName, names),
  'replace a literal': renewed(isLiteral, literals),
  'replace an operator': renewed(isPunctuation, operators),
  'put something else in the place of a node': renewed(isNode, pieces),
  'insert a bracket': (text, { at, other }) => insert(text, pick(edges(text), at) ?? 0, pick(brackets, other) ?? ''),
  'insert a comment': (text, { at, other }) => insert(text, pick(edges(text), at) ?? 0, pick(comments, other) ?? ''),
  'insert half a construct': (text, { at, other }) => insert(text, pick(edges(text), at) ?? 0, pick(halves, other) ?? ''),
  'insert a strange character': (text, { at, other }) => insert(text, offsetIn(text, at), pick(characters, other) ?? ''),
  'insert anything anywhere': (text, { at, other }) => insert(text, offsetIn(text, at), pick(pieces, other) ?? ''),
  'cut the end off': (text, { at }) => text.slice(0, offsetIn(text, at)),
  'cut the beginning off': (text, { at, other }) => (other % 4 === 0 ? text.slice(offsetIn(text, at)) : text),
  'cut a piece out': (text, { at, other }) => {
    const from = offsetIn(text, at);
    return text.slice(0, from) + text.slice(from + (other % 120));
  },
  'delete a line': (text, { at }) => withLines(text, (lines) => lines.splice(Math.floor((at * lines.length) / whole), 1)),
  'duplicate a line': (text, { at, other }) =>
    withLines(text, (lines) => {
      const index = Math.floor((at * lines.length) / whole);
      const line = lines[index] ?? '';
      lines.splice(index, 0, ...Array<string>((other % 3) + 1).fill(line));
    }),
  'move a line': (text, { at, other }) =>
    withLines(text, (lines) => {
      const [line = ''] = lines.splice(Math.floor((at * lines.length) / whole), 1);
      lines.splice(Math.floor((other * lines.length) / whole), 0, line);
    }),
  'join lines': (text, { at }) =>
    withLines(text, (lines) => {
      const index = Math.floor((at * lines.length) / whole);
      lines[index] = lines[index]?.replace(/\r?\n$/, ' ') ?? '';
    }),
  'join many lines': (text, { at, other }) =>
    withLines(text, (lines) => {
      const index = Math.floor((at * lines.length) / whole);
      for (let line = index; line < Math.min(lines.length, index + (other % 12)); line++)
        if (!/\/\//.test(lines[line] ?? '')) lines[line] = lines[line]?.replace(/\r?\n$/, ' ') ?? '';
    }),
  'break a line': (text, { at }) => insert(text, pick(edges(text), at) ?? 0, '\n'),
  'put a comment behind a line': (text, { at, other }) =>
    withLines(text, (lines) => {
      const index = Math.floor((at * lines.length) / whole);
      lines[index] = lines[index]?.replace(/(\r?\n)?$/, ` ${(pick(comments, other) ?? '').trimEnd()}$1`) ?? '';
    }),
  'put a comment above a line': (text, { at, other }) =>
    withLines(text, (lines) => {
      lines.splice(Math.floor((at * lines.length) / whole), 0, `${(pick(comments, other) ?? '').trimEnd()}\n`);
    }),
  'mix in another text': (text, { at, other, material }) => {
    const from = offsetIn(material, other);
    return insert(text, pick(edges(text), at) ?? 0, material.slice(from, from + (at % 400)));
  },
  'go on with another text': (text, { at, other, material }) =>
    text.slice(0, offsetIn(text, at)) + material.slice(offsetIn(material, other)),
  'wrap a node in a macro': (text, { at, other }) => {
    const span = pick(nodesOf(text, isNode), at);
    const open = pick(['m!(', 'pin_init!(Self { a: ', 'm! { ', 'm![', 'macro_rules! m { () => { '], other) ?? '';
    const close = { 'm!(': ')', 'm! { ': ' }', 'm![': ']' }[open] ?? ' })';
    return span === undefined ? text : insert(insert(text, span.end, close), span.start, open);
  },
  'wrap a node in unsafe': (text, { at }) => {
    const span = pick(nodesOf(text, isNode), at);
    return span === undefined ? text : insert(insert(text, span.end, ' }'), span.start, 'unsafe { ');
  },
  'end lines as Windows does': (text) => text.replace(/\r?\n/g, '\r\n'),
  'end some lines as Windows does': (text, { other }) => {
    let line = 0;
    return text.replace(/\r?\n/g, () => ((line++ * 7 + other) % 3 === 0 ? '\r\n' : '\n'));
  },
  'end lines as old Macs did': (text, { other }) => (other % 4 === 0 ? text.replace(/\r?\n/g, '\r') : text),
  'begin with a byte order mark': (text) => `\ufeff${text}`,
  'indent with tabs': (text) => text.replace(/^( {4})+/gm, (spaces) => '\t'.repeat(spaces.length / 4)),
  'lose the indentation': (text) => text.replace(/^[ \t]+/gm, ''),
  'make a long line': (text, { at, other }) =>
    insert(
      text,
      pick(edges(text), at) ?? 0,
      (pick(['x', ' ', '(', 'a as ', '// ', '&', '"\\'], other) ?? '').repeat(1 + (at % 3000)),
    ),
} as const satisfies Record<string, (text: string, place: Place) => string>;
