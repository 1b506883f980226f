// What the Rust side of fwctl offers: the trait that drivers implement, and names that it had before.

import type { CallbackTrait, Rename } from './rust-facts';

export const fwctlCallbacks: readonly CallbackTrait[] = [
  {
    path: 'fwctl::Operations',
    vtable: 'fwctl_ops',
    dataType: 'RegistrationData',
    kind: { name: 'DEVICE_TYPE', enum: 'fwctl_device_type' },
    methods: [
      { name: 'open', slot: 'open_uctx', parameters: ['device', 'data'], earlier: [['device']] },
      {
        name: 'close',
        slot: 'close_uctx',
        parameters: ['context', 'device', 'data'],
        earlier: [['context', 'device'], ['context']],
      },
      { name: 'info', slot: 'info', parameters: ['context', 'device', 'data'], earlier: [['context', 'device'], ['context']] },
      {
        name: 'fw_rpc',
        slot: 'fw_rpc',
        parameters: ['context', 'device', 'data', 'scope', 'message', 'limit'],
        earlier: [
          ['context', 'device', 'data', 'scope', 'message'],
          ['context', 'device', 'scope', 'message'],
          ['context', 'scope', 'message', 'answer'],
        ],
        inPlace: 'fwctl::FwRpcResponse::InPlace',
      },
    ],
  },
];

export const fwctlRenames: readonly Rename[] = [
  { from: 'FwCtlOps', to: 'Operations', position: 'type' },
  { from: 'FwCtlUCtx', to: '`Pin<&Self>`', position: 'type' },
  { from: 'UserCtx', to: '`Pin<&Self>`', position: 'type' },
  { from: 'UCtx', to: 'the type that implements the trait', position: 'trait item' },
  { from: 'UserCtx', to: 'the type that implements the trait', position: 'trait item' },
  { from: 'DeviceData', to: 'RegistrationData', position: 'trait item' },
  { from: 'open_uctx', to: 'open', position: 'trait item' },
  { from: 'close_uctx', to: 'close', position: 'trait item' },
];
