// USB devices, their interfaces, and the drivers of interfaces.

import { busDriver, exportedPlainly, subsystem } from '../subsystem';

export const usb = subsystem({
  id: 'usb',
  title: 'USB',
  tristates: ['USB'],
  counted: [
    {
      struct: 'usb_device',
      noun: 'USB device',
      get: 'usb_get_dev',
      put: 'usb_put_dev',
      gets: ['get_device'],
      puts: ['put_device'],
      getSignature: 'struct usb_device *usb_get_dev(struct usb_device *dev)',
      putSignature: 'void usb_put_dev(struct usb_device *dev)',
      rust: 'usb::Device',
      base: { field: 'dev', struct: 'device' },
      putSleeps: true,
      source: 'include/linux/usb.h',
    },
    {
      struct: 'usb_interface',
      noun: 'USB interface',
      get: 'usb_get_intf',
      put: 'usb_put_intf',
      gets: ['get_device'],
      puts: ['put_device'],
      getSignature: 'struct usb_interface *usb_get_intf(struct usb_interface *intf)',
      putSignature: 'void usb_put_intf(struct usb_interface *intf)',
      rust: 'usb::Interface',
      base: { field: 'dev', struct: 'device' },
      putSleeps: true,
      source: 'include/linux/usb.h',
    },
  ],
  registrations: [busDriver('usb', { register: 'usb_register_driver', unregister: 'usb_deregister' })],
  none: { namespace: exportedPlainly, contexts: 'callbacks run in process context and may sleep' },
});
