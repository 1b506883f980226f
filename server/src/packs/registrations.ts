// What is registered with subsystems, how it is unregistered, and what ensures that this happens before the device is unbound.

import type { RegistrationFact } from './c-facts';
import type { Pack } from './pack';

const busDrivers: readonly RegistrationFact[] = [
  ['auxiliary', '__auxiliary_driver_register', 'auxiliary_driver_unregister'],
  ['i2c', 'i2c_register_driver', 'i2c_del_driver'],
  ['pci', '__pci_register_driver', 'pci_unregister_driver'],
  ['platform', '__platform_driver_register', 'platform_driver_unregister'],
  ['usb', 'usb_register_driver', 'usb_deregister'],
].map(([bus = '', register = '', unregister = '']) => ({
  type: 'driver::Registration',
  register: [register],
  unregister: [unregister],
  boundParent: false,
  tie: 'none',
  startsEarly: true,
  summary:
    'The registration of a bus driver belongs to its module and has no parent device: it is dropped with the module, after `remove()` has run for every device.',
  source: `rust/kernel/${bus}.rs`,
}));

const facts: readonly RegistrationFact[] = [
  {
    type: 'auxiliary::Registration',
    arguments: { parent: 0 },
    register: ['__auxiliary_device_add'],
    unregister: ['auxiliary_device_delete', 'auxiliary_device_uninit'],
    boundParent: true,
    tie: 'devres',
    startsEarly: true,
    summary:
      'The child must be gone before its parent is unbound, because its driver may use the bound parent; the constructor only returns the registration in a `Devres`.',
    source: 'rust/kernel/auxiliary.rs',
  },
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
  {
    type: 'i2c::Registration',
    arguments: { parent: 2 },
    register: ['i2c_new_client_device'],
    unregister: ['i2c_unregister_device'],
    boundParent: true,
    tie: 'devres',
    startsEarly: true,
    summary: 'The client is a child that the bound driver created; the constructor only returns the registration in a `Devres`.',
    source: 'rust/kernel/i2c.rs',
  },
  {
    type: 'drm::Registration',
    constructors: [],
    register: ['drm_dev_register'],
    unregister: ['drm_dev_unregister'],
    boundParent: false,
    tie: 'devres',
    holdsDevres: true,
    startsEarly: true,
    summary:
      'DRM protects accesses after unplug with `drm_dev_enter()`, so unregistering needs no bound parent; `new_foreign_owned()` passes the registration to devres anyway.',
    source: 'rust/kernel/drm/driver.rs',
  },
  {
    type: 'cpufreq::Registration',
    register: ['cpufreq_register_driver'],
    unregister: ['cpufreq_unregister_driver'],
    boundParent: false,
    tie: 'none',
    startsEarly: true,
    summary:
      'There is one cpufreq driver in the system, with no parent device. `new_foreign_owned()` ties it to a bound device for drivers that need that.',
    source: 'rust/kernel/cpufreq.rs',
  },
  {
    type: 'miscdevice::MiscDeviceRegistration',
    constructors: ['register'],
    register: ['misc_register'],
    unregister: ['misc_deregister'],
    boundParent: false,
    tie: 'none',
    startsEarly: true,
    summary: 'A misc device has no bound parent: the registration lives as long as its owner, usually the module.',
    source: 'rust/kernel/miscdevice.rs',
  },
  {
    type: 'net::phy::Registration',
    constructors: ['register'],
    register: ['phy_drivers_register'],
    unregister: ['phy_drivers_unregister'],
    boundParent: false,
    tie: 'none',
    startsEarly: true,
    summary: 'The registration of PHY drivers belongs to their module and has no parent device.',
    source: 'rust/kernel/net/phy.rs',
  },
  {
    type: 'faux::Registration',
    register: ['faux_device_create'],
    unregister: ['faux_device_destroy'],
    boundParent: false,
    tie: 'none',
    summary: 'A faux device may have a parent, on which the core holds a reference; it need not be bound.',
    source: 'rust/kernel/faux.rs',
  },
  {
    type: 'soc::Registration',
    register: ['soc_device_register'],
    unregister: ['soc_device_unregister'],
    boundParent: false,
    tie: 'none',
    summary: 'A SoC device describes the machine and has no parent.',
    source: 'rust/kernel/soc.rs',
  },
  {
    type: 'configfs::Subsystem',
    register: ['configfs_register_subsystem'],
    unregister: ['configfs_unregister_subsystem'],
    boundParent: false,
    tie: 'none',
    startsEarly: true,
    summary: 'A configfs subsystem belongs to its module and has no parent device.',
    source: 'rust/kernel/configfs.rs',
  },
  ...busDrivers,
];

/** Class devices whose callbacks use the parent's driver; nothing in Rust registers them yet. */
const withoutRust: readonly RegistrationFact[] = [
  {
    noun: 'LED',
    register: 'led_classdev_register_ext',
    unregister: 'led_classdev_unregister',
    parentArgument: 0,
    source: 'include/linux/leds.h',
  },
  {
    noun: 'input device',
    register: 'input_register_device',
    unregister: 'input_unregister_device',
    source: 'include/linux/input.h',
  },
  {
    noun: 'GPIO chip',
    register: 'gpiochip_add_data_with_key',
    unregister: 'gpiochip_remove',
    source: 'include/linux/gpio/driver.h',
  },
  {
    noun: 'watchdog',
    register: 'watchdog_register_device',
    unregister: 'watchdog_unregister_device',
    source: 'include/linux/watchdog.h',
  },
  {
    noun: 'hwmon device',
    register: 'hwmon_device_register_with_info',
    unregister: 'hwmon_device_unregister',
    parentArgument: 0,
    source: 'include/linux/hwmon.h',
  },
  { noun: 'network device', register: 'register_netdev', unregister: 'unregister_netdev', source: 'include/linux/netdevice.h' },
].map(({ noun, register, unregister, ...rest }) => ({
  ...rest,
  register: [register],
  unregister: [unregister],
  boundParent: true,
  tie: 'none',
  startsEarly: true,
  summary: `Callbacks of the ${noun} use resources of the parent's driver, so it must be unregistered before unbind; a C driver does that in \`remove()\` or with the \`devm_\` variant.`,
}));

const all = [...facts, ...withoutRust];

export const registrations: Pack = {
  id: 'registrations',
  title: 'registrations of other subsystems',
  sources: [...new Set(all.map(({ source }) => source))]
    .sort()
    .map((path) => ({ repository: 'torvalds/linux', path, version: '7.1.5' })),
  registrations: all,
};
