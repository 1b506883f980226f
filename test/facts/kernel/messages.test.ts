// Where the bytes of a user's message go in a callback.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { messageValuesOf } from '../../../server/src/facts/kernel/messages';
import { startParser } from '../../../server/src/syntax/parser';
import { factsOf, parse } from '../../check';

before(() => startParser());

describe('values of a message', () => {
  it('are its parts and the numbers read from them, not what a function makes of it', () => {
    const file = parse(
      `
use kernel::fwctl;
impl fwctl::Operations for Lamp {
    fn fw_rpc(_this: &Self, dev: &D, scope: S, m: &mut [u8]) -> R {
        let (head, rest) = m.split_at_checked(8).ok_or(EINVAL)?;
        let tail = &rest[4..];
        let count = u32::from_le_bytes(head[..4].try_into()?) as usize;
        let first = u16::from_be_bytes([tail[0], tail[1]]);
        let answer = dev.send(rest)?;
        let status = u32::from_le_bytes(answer[..4].try_into()?);
        let length = m.len();
    }
}
`,
      'drivers/fwctl/lamp.rs',
    );
    const facts = factsOf(file, { unit: { path: file.path, crate: 'driver' } });
    const [method] = facts.callbackImpls.flatMap(({ methods }) => methods);
    const { slices, numbers } = messageValuesOf(file, method ?? assert.fail());
    assert.deepEqual([...slices], ['m', 'head', 'rest', 'tail']);
    assert.deepEqual([...numbers], ['count', 'first']);
  });
});
