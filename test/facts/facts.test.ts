// Facts as a whole: what is worked out once, and that each of them has a test.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';

import { packs } from '../../server/src/packs';
import { DeadlineExceeded, within } from '../../server/src/syntax/deadline';
import { startParser } from '../../server/src/syntax/parser';
import { factsOf, parse, readText } from '../check';

before(() => startParser());

describe('facts', () => {
  it('each have a test', () => {
    const source = readText('server/src/facts/facts.ts');
    const names = [...source.matchAll(/^ {2}(?:get )?(\w+)(?:<.*>)?\(/gm)].map(([, name = '']) => name);
    const facts = names.filter((name) => name !== 'constructor');
    assert.ok(facts.length > 40 && facts.includes('comments') && facts.includes('demandsOf') && !facts.includes('once'));
    const tests = readdirSync('test/facts', { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.test.ts'))
      .map((path) => readText(join('test/facts', path)));
    const isTested = (fact: string): boolean => {
      const asked = new RegExp(String.raw`(?:facts|\))\s*\.${fact}\b|\{[^{}]*\b${fact}\b[^{}]*\} = facts`);
      return tests.some((text) => asked.test(text));
    };
    assert.deepEqual(
      facts.filter((fact) => !isTested(fact)),
      [],
    );
  });

  it('are worked out once, and once for each question', () => {
    const facts = factsOf(parse('fn f() {\n    // SAFETY: it is.\n    unsafe { bindings::put_device(d) };\n}\n'));
    assert.equal(facts.comments, facts.comments);
    const [site] = facts.unsafeSites;
    assert.ok(site !== undefined);
    assert.equal(facts.demandsOf(site), facts.demandsOf(site));
    const [one, other] = packs;
    assert.ok(one !== undefined && other !== undefined);
    assert.equal(facts.generationsOf(one), facts.generationsOf(one));
    assert.ok((facts.times.get('demandsOf') ?? -1) >= 0);
  });

  it('do not keep what a deadline left half worked out, and say what it was', () => {
    const facts = factsOf(parse('fn f() {\n    a(b.c());\n}\n'.repeat(1000)));
    let time = 0;
    assert.throws(
      () => within({ budget: 1, now: () => time++ * 2 }, () => facts.calls),
      (error) => error instanceof DeadlineExceeded && error.fact !== undefined,
    );
    assert.equal(facts.calls.length, 2000);
  });
});
