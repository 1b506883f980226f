// Callbacks of described vtables: the trait methods behind them, and what they do with the object that C hands in.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { objectUsesOf } from '../../../server/src/facts/kernel/callback-objects';
import { parametersOf } from '../../../server/src/facts/kernel/vtable-callbacks';
import type { Pack } from '../../../server/src/packs/pack';
import { startParser } from '../../../server/src/syntax/parser';
import { factsOf, parse } from '../../check';

before(() => startParser());

const slot = { signature: '', mandatory: true, summary: '', source: '' } as const;
const lamps: Pack = {
  id: 'lamps',
  title: 'lamps',
  sources: [],
  vtables: [
    {
      struct: 'lamp_ops',
      slots: [
        { ...slot, name: 'open', parameters: ['lamp'], object: 'uninitialised', role: 'open' },
        { ...slot, name: 'blink', parameters: ['lamp', 'times'], object: 'shared' },
      ],
      summary: '',
      source: '',
    },
  ],
};

const uses = (text: string): unknown[] => {
  const file = parse(text);
  const facts = factsOf(file, { packs: [lamps] });
  return facts.callbacks.map((callback) => {
    const name = callback.parameter('lamp');
    const object = name === undefined ? undefined : objectUsesOf(file, { item: callback.function, pattern: name, facts });
    return {
      slot: callback.slot.name,
      methods: callback.methods.map(({ nameNode }) => file.textOf(nameNode)),
      references: object?.references.map(({ node, mutable }) => `${mutable ? 'mut ' : ''}${file.textOf(node)}`),
      passed: callback.methods.map(({ call }) => call.arguments.map((argument) => object?.kindOf(argument))),
    };
  });
};

const adapter = (body: string, trait = 'fn start(l: &mut Lamp) -> Result; fn blink(&self, n: u32);'): string => `
trait Driver { ${trait} }
struct Adapter<T>(PhantomData<T>);
impl Lamp {
    unsafe fn from_raw<'a>(ptr: *mut bindings::lamp) -> &'a mut Self { unsafe { &mut *ptr.cast() } }
    fn outer(ptr: *mut bindings::lamp) -> *mut Self { ptr.cast() }
    fn device(&self) -> &Device { &self.device }
}
impl<T: Driver> Adapter<T> {
    const OPS: bindings::lamp_ops = bindings::lamp_ops { open: Some(Self::open), blink: None };
    ${body}
}`;

describe('callbacks of vtables', () => {
  it('know the trait method, the reference to the object and where it goes', () => {
    assert.deepEqual(
      uses(adapter('unsafe extern "C" fn open(p: *mut bindings::lamp) { let l = unsafe { Lamp::from_raw(p) }; T::start(l); }')),
      [{ slot: 'open', methods: ['start'], references: ['mut Lamp::from_raw(p)'], passed: [['reference']] }],
    );
  });

  it('see through casts, container_of and pins', () => {
    const body = `unsafe extern "C" fn open(p: *mut bindings::lamp) {
      let outer = container_of!(p.cast::<Inner>(), Lamp<T>, raw).cast_mut();
      let l = unsafe { Pin::new_unchecked(&mut *outer) };
      <T as Driver>::start(l.project().inner);
    }`;
    assert.deepEqual(uses(adapter(body)), [
      { slot: 'open', methods: ['start'], references: ['mut &mut *outer'], passed: [['reference']] },
    ]);
  });

  it('tell the object from what it points to', () => {
    const body = `unsafe extern "C" fn open(p: *mut bindings::lamp) {
      let owner = unsafe { Lamp::from_raw((*p).owner) };
      let place = unsafe { p.byte_add(8).cast::<T>() };
      from_result(|| T::start(owner, place, 1))
    }`;
    assert.deepEqual(uses(adapter(body)), [
      { slot: 'open', methods: ['start'], references: [], passed: [[undefined, 'pointer', undefined]] },
    ]);
  });

  it('follow helpers of the file', () => {
    const body =
      'unsafe extern "C" fn open(p: *mut bindings::lamp) { Self::begin(p) } fn begin(p: *mut bindings::lamp) { T::start(p); }';
    assert.deepEqual(uses(adapter(body)), [{ slot: 'open', methods: ['start'], references: [], passed: [[undefined]] }]);
  });

  it('are nothing without a pack or in half-typed code', () => {
    assert.deepEqual(uses('const A: bindings::other_ops = bindings::other_ops { open: Some(f) };\nfn f() {}'), []);
    assert.deepEqual(uses('const A: bindings::lamp_ops = bindings::lamp_ops { open: Some(f) };\nfn f( {'), []);
  });

  it('count no receiver among the parameters', () => {
    const file = parse('trait T { fn f(&self, a: u8); fn g(self: Pin<&Self>, b: u8); }');
    assert.deepEqual(
      file.nodes('function_signature_item').map((item) => parametersOf(file, item).length),
      [1, 2],
    );
  });
});
