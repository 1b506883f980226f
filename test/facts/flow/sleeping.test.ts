// What may sleep, and what has to be kept: the calls in the body of the function `f`.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { callBehind, knownCall } from '../../../server/src/facts/flow/guards';
import { sleepsIn } from '../../../server/src/facts/flow/sleeping';
import { packs } from '../../../server/src/packs';
import { startParser } from '../../../server/src/syntax/parser';
import { unitOfPath } from '../../../server/src/crate/unit';
import { factsOf, parse } from '../../check';

before(() => startParser());

const path = 'drivers/char/lamp.rs';
const head = `
use kernel::{sync::{rcu, Completion, Mutex, SpinLock}, time::delay::fsleep};
struct Lamp { state: Mutex<u32>, fast: SpinLock<u32>, done: Completion }
`;

function sleepsOf(body: string): string[] {
  const file = parse(`${head}impl Lamp {\n    fn f(&self) {\n${body}\n    }\n}\n`, path);
  const facts = factsOf(file, { unit: unitOfPath(path) });
  const fn = facts.items.find(({ name }) => name === 'f')?.node ?? 0;
  const found = sleepsIn(file, { body: file.field(fn, 'body') ?? 0, facts });
  return found.map(({ what, instead }) => (instead === undefined ? what : `${what}, not ${instead}`));
}

describe('calls that may sleep', () => {
  it('are known functions, C functions and methods of known types', () => {
    assert.deepEqual(sleepsOf('fsleep(d); unsafe { bindings::msleep(1) }; self.state.lock(); self.done.wait_for_completion();'), [
      '`fsleep()`',
      '`msleep()`',
      '`lock()`',
      '`wait_for_completion()`',
    ]);
    assert.deepEqual(sleepsOf('udelay(d); self.fast.lock(); other.lock(); unsafe { bindings::udelay(1) };'), []);
  });

  it('are C functions of which a pack says so', () => {
    assert.deepEqual(sleepsOf('unsafe { bindings::fwctl_unregister(p) }; unsafe { bindings::fwctl_get(p) };'), [
      '`fwctl_unregister()`',
    ]);
  });

  it('are allocations with a flag that may sleep, each flag at its own call', () => {
    assert.deepEqual(sleepsOf('KBox::new(KVec::new(), GFP_KERNEL | __GFP_ZERO); list.push(1, GFP_ATOMIC);'), [
      '`GFP_KERNEL`, not GFP_ATOMIC',
    ]);
    assert.deepEqual(sleepsOf('outer(KBox::new(1, flags::GFP_KERNEL));'), ['`GFP_KERNEL`, not GFP_ATOMIC']);
  });

  it('are not what a closure or an inner function does', () => {
    assert.deepEqual(sleepsOf('spawn(|| fsleep(d)); fn later() { fsleep(d) }'), []);
  });
});

describe('guards', () => {
  const guardOf = (statement: string, extra = ''): string | undefined => {
    const file = parse(`${head}${extra}impl Lamp {\n    fn f(&self) {\n        ${statement}\n    }\n}\n`, path);
    const facts = factsOf(file, { unit: unitOfPath(path) });
    const value = file.field(file.nodes('let_declaration')[0] ?? 0, 'value');
    const node = value === undefined ? undefined : callBehind(file, value);
    const call = facts.calls.find((other) => other.node === node);
    const known = packs.flatMap((pack) => pack.guards ?? []);
    return call === undefined ? undefined : knownCall(file, { call, known, facts })?.whenDropped;
  };

  it('are found behind what unwraps them', () => {
    assert.equal(guardOf('let _ = self.state.lock();'), 'the lock is released');
    assert.equal(guardOf('let _ = (self.regs.try_access().ok_or(ENXIO)?);'), 'the access to the object ends');
    assert.equal(guardOf('let _ = rcu::read_lock();'), 'the RCU read-side section ends');
  });

  it('are not what is taken from them, and no others of their name', () => {
    assert.equal(guardOf('let _ = self.state.lock().on;'), undefined);
    assert.equal(guardOf('let _ = *self.state.lock();'), undefined);
    assert.equal(
      guardOf('let _ = self.door.lock();', 'impl Door {\n    fn lock(&self) -> bool {\n        true\n    }\n}\n'),
      undefined,
    );
    assert.equal(guardOf('let _ = own::read_lock();', 'mod own {\n    pub fn read_lock() {}\n}\n'), undefined);
  });
});
