// I2C: adapters, clients, and the drivers of clients.

import { busDriver, exportedPlainly, subsystem } from '../subsystem';

export const i2c = subsystem({
  id: 'i2c',
  title: 'I2C',
  tristates: ['I2C'],
  counted: [
    {
      struct: 'i2c_client',
      noun: 'I2C client',
      get: 'get_device',
      put: 'put_device',
      rust: 'i2c::I2cClient',
      base: { field: 'dev', struct: 'device' },
      source: 'include/linux/i2c.h',
    },
    {
      struct: 'i2c_adapter',
      noun: 'I2C adapter',
      get: 'i2c_get_adapter',
      put: 'i2c_put_adapter',
      getSignature: 'struct i2c_adapter *i2c_get_adapter(int nr)',
      putSignature: 'void i2c_put_adapter(struct i2c_adapter *adap)',
      rust: 'i2c::I2cAdapter',
      base: { field: 'dev', struct: 'device' },
      remark:
        'Looks up the adapter by its number and returns null if there is none; it takes a reference on the module that owns the adapter as well as on the device.',
      getSleeps: true,
      putSleeps: true,
      source: 'include/linux/i2c.h',
    },
  ],
  registrations: [
    {
      type: 'i2c::Registration',
      arguments: { parent: 2 },
      register: ['i2c_new_client_device'],
      unregister: ['i2c_unregister_device'],
      boundParent: true,
      tie: 'devres',
      startsEarly: true,
      summary:
        'The client is a child that the bound driver created; the constructor only returns the registration in a `Devres`.',
      source: 'rust/kernel/i2c.rs',
    },
    busDriver('i2c', { register: 'i2c_register_driver', unregister: 'i2c_del_driver' }),
  ],
  none: { namespace: exportedPlainly, contexts: 'callbacks run in process context and may sleep' },
});
