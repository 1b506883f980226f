// Fixes keep their word: the finding goes, nothing new comes, the code parses as before, and a second run has nothing to do.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { startParser } from '../../server/src/syntax/parser';
import { fixAll, readMarks, readText, rustFiles } from '../check';
import { chosenRules, isAboutAllRules } from '../chosen-rules';
import { keepsPromises } from '../kept-promises';

before(() => startParser());

describe('every fix on the examples', () => {
  for (const { rule } of chosenRules()) {
    rule.examples.forEach(({ bad, fixed, path }, index) => {
      if (fixed === undefined) return;
      it(`${rule.id}, example ${index + 1}`, () => {
        const { text } = readMarks(bad);
        keepsPromises(text, { ...(path === undefined ? {} : { path }), only: rule.id });
      });
    });
  }
});

describe('every fix on the example files', { skip: !isAboutAllRules && 'this run is about single rules' }, () => {
  for (const path of rustFiles('examples')) {
    it(path, () => {
      keepsPromises(readText(path), {});
    });
    it(`${path} with Windows line ends`, () => {
      const text = readText(path).replace(/\n/g, '\r\n');
      const result = fixAll(text);
      assert.equal(result.replace(/\r\n/g, '').includes('\n'), false, 'line ends stay as they are');
      assert.equal(result.replace(/\r\n/g, '\n'), fixAll(readText(path)), 'the same fixes as with plain line ends');
    });
  }
});
