// Regulators, as drivers that need one see them.

import { exportedPlainly, sleepingCalls, subsystem } from '../subsystem';

export const regulator = subsystem({
  id: 'regulator',
  title: 'regulators',
  sleeping: [
    sleepingCalls({
      methods: ['set_voltage', 'get_voltage', 'try_into_enabled', 'try_into_disabled'].map((name) => ({
        name,
        receivers: ['regulator::Regulator'],
      })),
      source: 'rust/kernel/regulator.rs',
    }),
    sleepingCalls({
      bindings: [
        'regulator_get',
        'regulator_put',
        'regulator_enable',
        'regulator_disable',
        'regulator_set_voltage',
        'regulator_get_voltage',
      ],
      source: 'drivers/regulator/core.c',
    }),
  ],
  none: {
    namespace: exportedPlainly,
    refcounts: '`regulator_get()` gives each consumer a handle of its own',
    registrations: 'drivers only consume regulators in Rust',
  },
});
