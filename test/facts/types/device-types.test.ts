// What a device's type says of its binding.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { deviceState, hasBoundDevice } from '../../../server/src/facts/types/device-types';
import { startParser } from '../../../server/src/syntax/parser';
import { factsOf, parse } from '../../check';

before(() => startParser());

const stateOf = (type: string): [string | undefined, boolean] => {
  const file = parse(`fn f<C: DeviceContext>(x: ${type}) {}`);
  const facts = factsOf(file);
  const [parameter] = file.nodes('parameter');
  const read = parameter === undefined ? undefined : facts.types.read(file.field(parameter, 'type'));
  return [deviceState(read?.kind === 'reference' ? read.to : read), hasBoundDevice(read)];
};

describe('types of devices', () => {
  it('say whether the device is bound', () => {
    assert.deepEqual(stateOf('&Device'), ['plain', false]);
    assert.deepEqual(stateOf('&pci::Device<device::Normal>'), ['plain', false]);
    assert.deepEqual(stateOf("&'a pci::Device<device::Bound>"), ['bound', true]);
    assert.deepEqual(stateOf("&Device<Core<'_>>"), ['bound', true]);
    assert.deepEqual(stateOf('&Device<C>'), ['open', false]);
    assert.deepEqual(stateOf('Option<&(u8, KVec<ARef<Device<Core>>>)>'), [undefined, true]);
    assert.deepEqual(stateOf('&Bound'), [undefined, false]);
  });
});
