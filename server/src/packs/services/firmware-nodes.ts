// Firmware nodes: what the device tree, ACPI or software says of a device.

import { exportedPlainly, subsystem } from '../subsystem';

export const firmwareNodes = subsystem({
  id: 'firmware-nodes',
  title: 'firmware nodes',
  counted: [
    {
      struct: 'fwnode_handle',
      noun: 'firmware node',
      get: 'fwnode_handle_get',
      put: 'fwnode_handle_put',
      getSignature: 'struct fwnode_handle *fwnode_handle_get(struct fwnode_handle *fwnode)',
      putSignature: 'void fwnode_handle_put(struct fwnode_handle *fwnode)',
      putKind: 'static inline',
      rust: 'device::property::FwNode',
      source: 'include/linux/property.h',
    },
    {
      struct: 'device_node',
      noun: 'device tree node',
      get: 'of_node_get',
      put: 'of_node_put',
      getSignature: 'extern struct device_node *of_node_get(struct device_node *node)',
      putSignature: 'extern void of_node_put(struct device_node *node)',
      remark: 'Without `CONFIG_OF_DYNAMIC` both are inline functions that count nothing.',
      source: 'include/linux/of.h',
    },
  ],
  none: {
    namespace: exportedPlainly,
    registrations: 'drivers only read them',
    contexts: 'there are no callbacks',
  },
});
