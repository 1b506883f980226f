// Where a file registers something with a subsystem, and which types hold a registration.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { registrationIn, registrationOfType } from '../../../server/src/facts/kernel/registrations';
import { packs } from '../../../server/src/packs';
import { startParser } from '../../../server/src/syntax/parser';
import { factsOf, parse } from '../../check';

before(() => startParser());

describe('calls that register', () => {
  const callsIn = (text: string): string[] => {
    const file = parse(text, 'drivers/gpio/lamp.rs');
    const facts = factsOf(file, { unit: { path: file.path, crate: 'driver' } });
    return facts.registrationCalls.map(({ name, value }) => `${name}: ${file.textOf(value)}`);
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
      "use kernel::fwctl::Registration as Reg;\nstruct S<'a> { a: Option<KBox<Reg<'a, Ctx>>>, b: Data, c: Devres<Reg<Ctx>> }",
      'drivers/a.rs',
    );
    const facts = factsOf(file, { unit: { path: file.path, crate: 'driver' } });
    const found = facts.structs.flatMap(({ fields }) =>
      fields.map(({ type }) => {
        const held = registrationOfType(facts.types.read(type), packs);
        return held === undefined ? undefined : [held.name, held.within.join(), held.hasLifetime];
      }),
    );
    assert.deepEqual(found, [['fwctl::Registration', 'Option,KBox', true], undefined, ['fwctl::Registration', 'Devres', false]]);
  });
});

describe('expressions that give a registration', () => {
  it('are told by type or by the call behind a local', () => {
    const file = parse(
      `
use kernel::faux;
struct S { reg: faux::Registration }
fn f(s: S, other: Other) {
    let made = faux::Registration::new(c"a", None).map_err(log)?;
    let boxed = KBox::new(faux::Registration::new(c"b", None)?, GFP_KERNEL)?;
    let count = count_of(faux::Registration::new(c"c", None)?);
    look(made, boxed, count, s.reg, other.reg);
}
`,
      'drivers/a.rs',
    );
    const facts = factsOf(file, { unit: { path: file.path, crate: 'driver' } });
    const look = facts.calls.find(({ name }) => name === 'look');
    const found = (look?.arguments ?? []).map((expression) => registrationIn(file, { expression, facts })?.name);
    const faux = 'faux::Registration';
    assert.deepEqual(found, [faux, faux, undefined, faux, undefined]);
  });
});
