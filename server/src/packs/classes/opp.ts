// Operating points: the frequencies and voltages at which a device runs.

import { exportedPlainly, subsystem } from '../subsystem';

export const opp = subsystem({
  id: 'opp',
  title: 'operating points',
  counted: [
    {
      struct: 'dev_pm_opp',
      noun: 'operating point',
      get: 'dev_pm_opp_get',
      put: 'dev_pm_opp_put',
      getSignature: 'struct dev_pm_opp *dev_pm_opp_get(struct dev_pm_opp *opp)',
      putSignature: 'void dev_pm_opp_put(struct dev_pm_opp *opp)',
      rust: 'opp::OPP',
      putSleeps: true,
      source: 'include/linux/pm_opp.h',
    },
  ],
  none: {
    namespace: exportedPlainly,
    registrations: 'operating points belong to the table of their device, bound or not',
    contexts: 'callbacks run in process context and may sleep',
  },
});
