// Classes of devices that no Rust abstraction registers yet; their callbacks use the driver of the parent.

import type { RegistrationFact } from '../c-facts';
import type { Pack } from '../pack';
import { exportedPlainly, subsystem, type Counted } from '../subsystem';

interface Class {
  readonly id: string;
  readonly title: string;
  /** One device, as a sentence names it. */
  readonly noun: string;
  readonly register: string;
  readonly unregister: string;
  readonly parentArgument?: number;
  readonly source: string;
  readonly counted?: Counted;
}

const classes: readonly Class[] = [
  {
    id: 'led',
    title: 'LEDs',
    noun: 'LED',
    register: 'led_classdev_register_ext',
    unregister: 'led_classdev_unregister',
    parentArgument: 0,
    source: 'include/linux/leds.h',
  },
  {
    id: 'input',
    title: 'input devices',
    noun: 'input device',
    register: 'input_register_device',
    unregister: 'input_unregister_device',
    source: 'include/linux/input.h',
    counted: {
      struct: 'input_dev',
      noun: 'input device',
      get: 'input_get_device',
      put: 'input_put_device',
      gets: ['get_device'],
      puts: ['put_device', 'input_free_device'],
      getSignature: 'struct input_dev *input_get_device(struct input_dev *dev)',
      putSignature: 'void input_put_device(struct input_dev *dev)',
      getKind: 'static inline',
      putKind: 'static inline',
      base: { field: 'dev', struct: 'device' },
      putSleeps: true,
      source: 'include/linux/input.h',
    },
  },
  {
    id: 'gpio',
    title: 'GPIO chips',
    noun: 'GPIO chip',
    register: 'gpiochip_add_data_with_key',
    unregister: 'gpiochip_remove',
    source: 'include/linux/gpio/driver.h',
    counted: {
      struct: 'gpio_device',
      noun: 'GPIO device',
      get: 'gpio_device_get',
      put: 'gpio_device_put',
      getSignature: 'struct gpio_device *gpio_device_get(struct gpio_device *gdev)',
      putSignature: 'void gpio_device_put(struct gpio_device *gdev)',
      base: { field: 'dev', struct: 'device' },
      putSleeps: true,
      source: 'include/linux/gpio/driver.h',
    },
  },
  {
    id: 'watchdog',
    title: 'watchdogs',
    noun: 'watchdog',
    register: 'watchdog_register_device',
    unregister: 'watchdog_unregister_device',
    source: 'include/linux/watchdog.h',
  },
  {
    id: 'hwmon',
    title: 'hardware monitors',
    noun: 'hwmon device',
    register: 'hwmon_device_register_with_info',
    unregister: 'hwmon_device_unregister',
    parentArgument: 0,
    source: 'include/linux/hwmon.h',
  },
  {
    id: 'netdevice',
    title: 'network devices',
    noun: 'network device',
    register: 'register_netdev',
    unregister: 'unregister_netdev',
    source: 'include/linux/netdevice.h',
    counted: {
      struct: 'net_device',
      noun: 'network device',
      get: 'dev_hold',
      put: 'dev_put',
      getSignature: 'void dev_hold(struct net_device *dev)',
      putSignature: 'void dev_put(struct net_device *dev)',
      getKind: 'static inline',
      putKind: 'static inline',
      remark: 'It has its own count; `unregister_netdev()` waits until all references are put.',
      source: 'include/linux/netdevice.h',
    },
  },
];

const registrationOf = ({ noun, register, unregister, parentArgument, source }: Class): RegistrationFact => ({
  ...(parentArgument === undefined ? {} : { parentArgument }),
  register: [register],
  unregister: [unregister],
  boundParent: true,
  tie: 'none',
  startsEarly: true,
  summary: `Callbacks of the ${noun} use resources of the parent's driver, so it must be unregistered before unbind; a C driver does that in \`remove()\` or with the \`devm_\` variant.`,
  source,
});

export const withoutRust: readonly Pack[] = classes.map((each) =>
  subsystem({
    id: each.id,
    title: each.title,
    ...(each.counted === undefined ? {} : { counted: [each.counted] }),
    registrations: [registrationOf(each)],
    none: {
      namespace: exportedPlainly,
      ...(each.counted === undefined ? { refcounts: 'the driver owns what it registers' } : {}),
      contexts: 'no callbacks in Rust yet',
    },
  }),
);
