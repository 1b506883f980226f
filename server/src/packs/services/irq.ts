// Interrupts: lines that are requested, and the handlers that run then.

import { exportedPlainly, managed, pinned, subsystem } from '../subsystem';

const request = 'rust/kernel/irq/request.rs';
const hardInterrupt = 'runs in hard interrupt context';

export const irq = subsystem({
  id: 'irq',
  title: 'interrupts',
  functions: [
    managed({
      name: 'devm_request_threaded_irq',
      signature:
        'int devm_request_threaded_irq(struct device *dev, unsigned int irq, irq_handler_t handler, irq_handler_t thread_fn, unsigned long irqflags, const char *devname, void *dev_id)',
      kind: 'function',
      parameters: 'dev irq handler thread_fn irqflags devname dev_id',
      constParameters: ['devname'],
      summary: 'Requests an interrupt line that is freed on unbind.',
      fails: 'errno',
      prefer: 'irq::ThreadedRegistration',
      source: 'include/linux/interrupt.h',
    }),
  ],
  registrations: [
    {
      type: 'irq::Registration',
      register: ['request_irq'],
      unregister: ['free_irq'],
      boundParent: true,
      tie: 'devres',
      holdsDevres: true,
      startsEarly: true,
      summary:
        'The handler gets the device as bound, so the line must be freed before unbind; a `Devres` inside the type guarantees that. The handler may run before the request returns.',
      source: 'rust/kernel/irq/request.rs',
    },
    {
      type: 'irq::ThreadedRegistration',
      register: ['request_threaded_irq'],
      unregister: ['free_irq'],
      boundParent: true,
      tie: 'devres',
      holdsDevres: true,
      startsEarly: true,
      summary: 'Like `irq::Registration`, with a second handler that runs in a thread and may sleep.',
      source: 'rust/kernel/irq/request.rs',
    },
  ],
  pinnedTypes: [
    pinned(request, 'irq::Registration', 'irq::request::Registration'),
    pinned(request, 'irq::ThreadedRegistration', 'irq::request::ThreadedRegistration'),
  ],
  guards: [
    {
      methods: ['request_irq', 'request_threaded_irq'],
      whenDropped: 'the interrupt is not requested',
      called: 'irq',
      initializer: true,
      source: 'rust/kernel/pci/irq.rs, rust/kernel/platform.rs',
    },
  ],
  atomicCallbacks: [
    {
      traits: ['irq::Handler', 'irq::request::Handler'],
      method: 'handle',
      because: hardInterrupt,
      instead: 'the `handle_threaded` of a `ThreadedHandler`',
      source: 'rust/kernel/irq/request.rs',
    },
    {
      traits: ['irq::ThreadedHandler', 'irq::request::ThreadedHandler'],
      method: 'handle',
      because: hardInterrupt,
      instead: '`handle_threaded`',
      source: 'rust/kernel/irq/request.rs',
    },
  ],
  none: { namespace: exportedPlainly, refcounts: 'a requested line belongs to its registration' },
});
