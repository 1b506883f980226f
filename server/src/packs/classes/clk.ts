// Clocks, as drivers that need one see them.

import { exportedPlainly, sleepingCalls, subsystem } from '../subsystem';

export const clk = subsystem({
  id: 'clk',
  title: 'clocks',
  sleeping: [
    sleepingCalls({
      methods: ['prepare', 'unprepare', 'prepare_enable', 'disable_unprepare', 'set_rate'].map((name) => ({
        name,
        receivers: ['clk::Clk'],
      })),
      source: 'rust/kernel/clk.rs',
    }),
    sleepingCalls({
      bindings: ['clk_get', 'clk_put', 'clk_prepare', 'clk_unprepare', 'clk_prepare_enable', 'clk_disable_unprepare'],
      source: 'include/linux/clk.h',
    }),
    sleepingCalls({ bindings: ['clk_set_rate'], source: 'drivers/clk/clk.c' }),
  ],
  none: {
    namespace: exportedPlainly,
    refcounts: '`clk_get()` gives each consumer a handle of its own',
    registrations: 'drivers only consume clocks in Rust',
  },
});
