// The drivers of Ethernet PHYs.

import { exportedPlainly, subsystem } from '../subsystem';

export const netPhy = subsystem({
  id: 'net-phy',
  title: 'Ethernet PHYs',
  tristates: ['PHYLIB'],
  registrations: [
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
  ],
  none: {
    namespace: exportedPlainly,
    refcounts: 'phylib owns the devices, and callbacks borrow them',
    contexts: 'callbacks run in process context and may sleep',
  },
});
