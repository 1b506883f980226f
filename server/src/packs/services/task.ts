// Tasks, with their credentials and PID namespaces.

import { exportedPlainly, sleepingCalls, subsystem } from '../subsystem';

export const task = subsystem({
  id: 'task',
  title: 'tasks, their credentials and namespaces',
  counted: [
    {
      struct: 'task_struct',
      noun: 'task',
      get: 'get_task_struct',
      put: 'put_task_struct',
      getSignature: 'struct task_struct *get_task_struct(struct task_struct *t)',
      putSignature: 'void put_task_struct(struct task_struct *t)',
      getKind: 'static inline',
      putKind: 'static inline',
      rust: 'task::Task',
      source: 'include/linux/sched/task.h',
    },
    {
      struct: 'cred',
      noun: 'set of credentials',
      get: 'get_cred',
      put: 'put_cred',
      getSignature: 'const struct cred *get_cred(const struct cred *cred)',
      putSignature: 'void put_cred(const struct cred *cred)',
      getKind: 'static inline',
      putKind: 'static inline',
      rust: 'cred::Credential',
      source: 'include/linux/cred.h',
    },
    {
      struct: 'pid_namespace',
      noun: 'PID namespace',
      get: 'get_pid_ns',
      put: 'put_pid_ns',
      getSignature: 'struct pid_namespace *get_pid_ns(struct pid_namespace *ns)',
      putSignature: 'extern void put_pid_ns(struct pid_namespace *ns)',
      getKind: 'static inline',
      rust: 'pid_namespace::PidNamespace',
      source: 'include/linux/pid_namespace.h',
    },
  ],
  sleeping: [
    sleepingCalls({ functions: ['task::might_sleep'], source: 'rust/kernel/task.rs' }),
    sleepingCalls({ bindings: ['__might_sleep'], source: 'include/linux/kernel.h' }),
    sleepingCalls({ bindings: ['schedule', 'schedule_timeout'], source: 'include/linux/sched.h' }),
    sleepingCalls({ bindings: ['kthread_stop'], source: 'include/linux/kthread.h' }),
  ],
  none: { namespace: exportedPlainly, registrations: 'there is nothing to register' },
});
