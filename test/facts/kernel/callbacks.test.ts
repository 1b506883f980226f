// Callback traits of packs in the code that implements them.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { startParser } from '../../../server/src/syntax/parser';
import { factsOf, parse } from '../../check';

before(() => startParser());

const read = (text: string): unknown[] => {
  const file = parse(text, 'drivers/gpio/lamp.rs');
  const facts = factsOf(file, { unit: { path: file.path, crate: 'driver' } });
  return facts.callbackImpls.map(({ impl, data, methods }) => [
    impl.typeName,
    data === undefined ? undefined : file.textOf(data),
    ...methods.map(({ known, parameters }) => `${known.name}(${parameters.map(({ role }) => role ?? '?').join()})`),
  ]);
};

describe('callbacks', () => {
  it('have a role for each parameter', () => {
    assert.deepEqual(
      read(`
use kernel::fwctl;
impl fwctl::Operations for Ctx {
    type RegistrationData<'a> = Data<'a>;
    fn open<'a>(dev: &fwctl::Device<Self>, data: &Data<'a>) -> impl PinInit<Self, Error> { Self {} }
    fn fw_rpc<'a>(this: Pin<&Self>, dev: &D, data: &Data<'a>, s: S, m: &mut [u8], n: usize) -> R {}
}
`),
      [['Ctx', "Data<'a>", 'open(device,data)', 'fw_rpc(context,device,data,scope,message,limit)']],
    );
  });

  it('of earlier generations are told apart by the place of the message', () => {
    const rpc = (parameters: string): unknown[] =>
      read(`use kernel::fwctl::Operations;\nimpl Operations for Ctx { fn fw_rpc(${parameters}) -> R {} }`);
    assert.deepEqual(rpc('this: &Self, dev: &D, scope: S, m: &mut [u8]'), [
      ['Ctx', undefined, 'fw_rpc(context,device,scope,message)'],
    ]);
    assert.deepEqual(rpc('u: &mut U, scope: u32, m: &mut [u8], out: *mut usize'), [
      ['Ctx', undefined, 'fw_rpc(context,scope,message,answer)'],
    ]);
    assert.deepEqual(rpc('m: &mut [u8]'), [['Ctx', undefined, 'fw_rpc(?)']]);
  });

  it('are not those of a trait that is called the same', () => {
    assert.deepEqual(read('trait Operations {}\nimpl Operations for Ctx { fn open() {} }'), []);
  });
});
