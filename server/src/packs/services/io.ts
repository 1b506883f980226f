// I/O memory: what maps it, and what polls a register.

import { exportedPlainly, managed, sleepingCalls, subsystem } from '../subsystem';

export const io = subsystem({
  id: 'io',
  title: 'I/O memory',
  functions: [
    managed({
      name: 'devm_ioremap_resource',
      signature: 'void __iomem *devm_ioremap_resource(struct device *dev, const struct resource *res)',
      kind: 'function',
      parameters: 'dev res',
      constParameters: ['res'],
      summary: 'Requests and maps a range of I/O memory until unbind.',
      fails: 'error pointer',
      prefer: 'io::mem::IoMem',
      source: 'include/linux/device/devres.h',
    }),
  ],
  sleeping: [sleepingCalls({ functions: ['io::poll::read_poll_timeout'], source: 'rust/kernel/io/poll.rs' })],
  none: {
    namespace: exportedPlainly,
    refcounts: 'a mapping has one owner',
    registrations: 'a mapping is a resource that a `Devres` holds',
  },
});
