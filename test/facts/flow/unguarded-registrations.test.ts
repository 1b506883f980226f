// Destructors that unregister, and what ties their types to the binding of the parent.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { startParser } from '../../../server/src/syntax/parser';
import { factsOf, parse } from '../../check';

before(() => startParser());

const found = (text: string): string[] => {
  const file = parse(text);
  const all = factsOf(file).unguardedRegistrations;
  return all.map(({ struct, unregister }) => `${struct.item.name} ${unregister}`);
};

const drop = (type = 'Light', body = 'unsafe { bindings::led_classdev_unregister(self.0.get()) }'): string =>
  `impl Drop for ${type} { fn drop(&mut self) { ${body}; } }\n`;
const light = 'struct Light(Opaque<bindings::led_classdev>);\n';

describe('registrations that nothing ties to the binding', () => {
  it('are types whose destructor unregisters, by a method too', () => {
    assert.deepEqual(found(light + drop()), ['Light led_classdev_unregister']);
    const method = 'impl Light { fn off(&self) { unsafe { bindings::led_classdev_unregister(self.0.get()) } } }\n';
    assert.deepEqual(found(light + method + drop('Light', 'self.off()')), ['Light led_classdev_unregister']);
  });

  it('are not those with a lifetime, in devres, or defined elsewhere', () => {
    assert.deepEqual(found("struct Light<'a>(&'a Device<Bound>);\n" + drop("Light<'_>")), []);
    assert.deepEqual(found(light + drop() + 'struct Whole { light: Devres<Light> }\n'), []);
    assert.deepEqual(found(light + drop() + 'impl Light { fn new() -> impl PinInit<Devres<Self>, Error> { todo() } }\n'), []);
    assert.deepEqual(
      found(light + drop() + 'fn f(d: &Device<Bound>, l: Light) -> Result { kernel::devres::register(d, l, F) }\n'),
      [],
    );
    assert.deepEqual(found(drop()), []);
  });

  it('are not those that need no bound parent', () => {
    assert.deepEqual(found(light + drop('Light', 'unsafe { bindings::faux_device_destroy(self.0.get()) }')), []);
    assert.deepEqual(found(light + drop('Light', 'unsafe { bindings::put_device(self.0.get()) }')), []);
  });
});
