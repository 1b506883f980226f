// The driver that sets the frequency of CPUs, and the policy of each group of them.

import { exportedPlainly, subsystem } from '../subsystem';

export const cpufreq = subsystem({
  id: 'cpufreq',
  title: 'cpufreq',
  counted: [
    {
      struct: 'cpufreq_policy',
      noun: 'cpufreq policy',
      get: 'cpufreq_cpu_get',
      put: 'cpufreq_cpu_put',
      getSignature: 'struct cpufreq_policy *cpufreq_cpu_get(unsigned int cpu)',
      putSignature: 'void cpufreq_cpu_put(struct cpufreq_policy *policy)',
      remark: 'Looks up the policy of a CPU and returns null if there is none.',
      putSleeps: true,
      source: 'include/linux/cpufreq.h',
    },
  ],
  registrations: [
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
  ],
  atomicCallbacks: ['fast_switch', 'adjust_perf'].map((method) => ({
    traits: ['cpufreq::Driver'],
    method,
    because: 'is called by the scheduler',
    instead: '`target_index`',
    source: 'drivers/cpufreq/cpufreq.c',
  })),
  none: { namespace: exportedPlainly },
});
