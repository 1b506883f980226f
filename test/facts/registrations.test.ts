// Where a file registers something with a subsystem, and which types hold a registration.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { factsOf } from '../../server/src/facts/facts';
import { registrationCallsOf, registrationInType } from '../../server/src/facts/registrations';
import { packs } from '../../server/src/packs';
import { startParser } from '../../server/src/syntax/parser';
import { parse } from '../check';

before(() => startParser());

describe('calls that register', () => {
  const callsIn = (text: string): string[] => {
    const file = parse(text, 'drivers/gpio/lamp.rs');
    const facts = factsOf(file, { path: file.path, crate: 'driver' });
    return registrationCallsOf(file, { facts, packs }).map(({ name, value }) => `${name}: ${file.textOf(value)}`);
  };

  it('are known by their path, with what unwraps them', () => {
    assert.deepEqual(
      callsIn(`
use kernel::{fwctl, miscdevice::MiscDeviceRegistration};
fn f() {
    let reg = unsafe { fwctl::Registration::<Ctx>::new(parent, &dev, data) }?;
    try_pin_init!(Self { misc <- MiscDeviceRegistration::register(options) })
}
`),
      [
        'fwctl::Registration: unsafe { fwctl::Registration::<Ctx>::new(parent, &dev, data) }?',
        'miscdevice::MiscDeviceRegistration: MiscDeviceRegistration::register(options)',
      ],
    );
  });

  it('are not those of other types of that name', () => {
    assert.deepEqual(callsIn('struct Registration; fn f() { Registration::new(); other::Registration::new(); }'), []);
  });
});

describe('types that hold a registration', () => {
  it('hold it however wrapped', () => {
    const file = parse(
      "use kernel::fwctl::Registration as Reg;\nstruct S<'a> { a: Option<KBox<Reg<'a, Ctx>>>, b: Data }",
      'drivers/a.rs',
    );
    const facts = factsOf(file, { path: file.path, crate: 'driver' });
    const found = facts.structs.flatMap(({ fields }) =>
      fields.map(({ type }) => {
        const held = registrationInType(file, { type, facts, packs });
        return held === undefined ? undefined : `${held.name}: ${file.textOf(held.node)}`;
      }),
    );
    assert.deepEqual(found, ["fwctl::Registration: Reg<'a, Ctx>", undefined]);
  });
});
