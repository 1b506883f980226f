// PWM chips and the drivers that provide them.

import { subsystem } from '../subsystem';

export const pwm = subsystem({
  id: 'pwm',
  title: 'PWM',
  module: 'pwm',
  namespace: 'PWM',
  counted: [
    {
      struct: 'pwm_chip',
      noun: 'PWM chip',
      get: 'get_device',
      put: 'put_device',
      puts: ['pwmchip_put'],
      rust: 'pwm::Chip',
      base: { field: 'dev', struct: 'device' },
      source: 'include/linux/pwm.h',
    },
  ],
  registrations: [
    {
      register: ['__pwmchip_add'],
      unregister: ['pwmchip_remove'],
      boundParent: true,
      tie: 'devres',
      holdsDevres: true,
      startsEarly: true,
      summary:
        'Callbacks of the chip get the parent as a bound device. `register()` passes the registration to `devres::register()`; the driver does not hold it.',
      source: 'rust/kernel/pwm.rs',
    },
  ],
  none: { contexts: 'callbacks run in process context and may sleep' },
});
