// The platform bus, for devices that firmware describes.

import { busDriver, exportedPlainly, subsystem } from '../subsystem';

export const platform = subsystem({
  id: 'platform',
  title: 'the platform bus',
  counted: [
    {
      struct: 'platform_device',
      noun: 'platform device',
      get: 'get_device',
      put: 'platform_device_put',
      puts: ['put_device'],
      putSignature: 'void platform_device_put(struct platform_device *pdev)',
      rust: 'platform::Device',
      base: { field: 'dev', struct: 'device' },
      putSleeps: true,
      source: 'include/linux/platform_device.h',
    },
  ],
  registrations: [busDriver('platform', { register: '__platform_driver_register', unregister: 'platform_driver_unregister' })],
  none: { namespace: exportedPlainly, contexts: 'callbacks run in process context and may sleep' },
});
