// Macro invocations and their arguments.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { argumentsOf, keyedArgumentsOf, literalOf, type MacroCall } from '../../../server/src/facts/source/macro-calls';
import { startParser } from '../../../server/src/syntax/parser';
import type { SourceFile } from '../../../server/src/syntax/source-file';
import { factsOf, parse } from '../../check';

before(() => startParser());

const callsIn = (text: string): { file: SourceFile; calls: readonly MacroCall[] } => {
  const file = parse(text);
  return { file, calls: factsOf(file).macroCalls };
};

const argumentTexts = (text: string): string[][] => {
  const { file, calls } = callsIn(text);
  return calls.map((call) => argumentsOf(file, call).map(({ start, end }) => file.text.slice(start, end)));
};

describe('macro invocations', () => {
  it('are found by name and path, in other macros and in macro bodies too', () => {
    const { calls } = callsIn(`
fn f() {
    kernel::pr_info!("a");
    try_pin_init!(Self { a <- { pr_err!("b"); c } });
    own_syntax! { x => kernel::pr_warn!("c"); !(y) != [z] }
}
macro_rules! m { ($x:expr) => { own! { y => $crate::print::pr_cont!("d") } }; }
`);
    assert.deepEqual(
      calls.map(({ name, path }) => [name, path]),
      [
        ['pr_info', 'kernel::pr_info'],
        ['try_pin_init', 'try_pin_init'],
        ['pr_err', 'pr_err'],
        ['own_syntax', 'own_syntax'],
        ['pr_warn', 'kernel::pr_warn'],
        ['own', 'own'],
        ['pr_cont', '$crate::print::pr_cont'],
      ],
    );
  });

  it('have the arguments between top-level commas, parsed or not', () => {
    assert.deepEqual(argumentTexts('fn f() { m!(dev, /* why */ "x {}", g(a, b), |c| [c, d],); n!(); o!["p", q]; }'), [
      ['dev', '"x {}"', 'g(a, b)', '|c| [c, d]'],
      [],
      ['"p"', 'q'],
    ]);
    assert.deepEqual(argumentTexts('fn f() { m!(a => b, c of d, (e, f)); }'), [['a => b', 'c of d', '(e, f)']]);
  });

  it('have a literal only where the whole argument is one', () => {
    const { file, calls } = callsIn('fn f() { m!("a", r"b", concat!("c"), b"d", e); }');
    const [call] = calls;
    assert.ok(call);
    const literals = argumentsOf(file, call).map((argument) => literalOf(file, argument));
    assert.deepEqual(
      literals.map((literal) => (literal === undefined ? undefined : file.textOf(literal))),
      ['"a"', 'r"b"', undefined, undefined, undefined],
    );
    assert.equal(literalOf(file, undefined), undefined);
  });

  it('have keys, whose values may hold commas of generics and whole trees', () => {
    const { file, calls } = callsIn(
      'module! { type: Adapter<A, B>, name: "n", /* c */ params: { x: u8 { default: 1, }, }, half }',
    );
    const [call] = calls;
    assert.ok(call);
    const pairs = keyedArgumentsOf(file, call);
    assert.deepEqual(
      pairs.map(({ key, start, end }) => [key, file.text.slice(start, end)]),
      [
        ['type', 'type: Adapter<A, B>'],
        ['name', 'name: "n"'],
        ['params', 'params: { x: u8 { default: 1, }, }, half'],
      ],
    );
    assert.deepEqual(
      callsIn('m!(a, b);').calls.flatMap((call) => keyedArgumentsOf(callsIn('m!(a, b);').file, call)),
      [],
    );
  });

  it('survive what is half typed', () => {
    for (const text of ['m!', 'm!(', 'module! { type:', 'module! { type: , : }', 'a!(b!(c!(', '!()'])
      for (const call of callsIn(text).calls) {
        argumentsOf(parse(text), call);
        keyedArgumentsOf(parse(text), call);
      }
  });
});
