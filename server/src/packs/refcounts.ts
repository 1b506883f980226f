// C types whose objects are reference counted, with the functions that get and put a reference.

import type { CFunction, Refcount } from './c-facts';
import type { Obligation, Pack } from './pack';

interface Counted extends Refcount {
  /** What the object is, in a few words. */
  readonly noun: string;
  /** As the header declares it, without the semicolon; none where another row has described the function. */
  readonly getSignature?: string;
  readonly putSignature?: string;
  readonly getKind?: CFunction['kind'];
  readonly putKind?: CFunction['kind'];
  readonly putSource?: string;
  /** A sentence on what is special about the functions. */
  readonly remark?: string;
  /** The last put may sleep. */
  readonly putSleeps?: true;
}

const mm = 'include/linux/sched/mm.h';

const counted: readonly Counted[] = [
  {
    struct: 'device',
    noun: 'device',
    get: 'get_device',
    put: 'put_device',
    getSignature: 'struct device *get_device(struct device *dev)',
    putSignature: 'void put_device(struct device *dev)',
    rust: 'device::Device',
    remark:
      'Bus and class devices embed a `struct device` and share its count. A reference keeps the memory alive; it does not keep the device bound to its driver.',
    putSleeps: true,
    source: 'include/linux/device.h',
  },
  {
    struct: 'auxiliary_device',
    noun: 'auxiliary device',
    get: 'get_device',
    put: 'put_device',
    rust: 'auxiliary::Device',
    base: { field: 'dev', struct: 'device' },
    source: 'include/linux/auxiliary_bus.h',
  },
  {
    struct: 'pwm_chip',
    noun: 'PWM chip',
    get: 'get_device',
    put: 'put_device',
    rust: 'pwm::Chip',
    base: { field: 'dev', struct: 'device' },
    source: 'include/linux/pwm.h',
  },
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
  {
    struct: 'pci_dev',
    noun: 'PCI device',
    get: 'pci_dev_get',
    put: 'pci_dev_put',
    gets: ['get_device'],
    puts: ['put_device'],
    getSignature: 'struct pci_dev *pci_dev_get(struct pci_dev *dev)',
    putSignature: 'void pci_dev_put(struct pci_dev *dev)',
    rust: 'pci::Device',
    base: { field: 'dev', struct: 'device' },
    remark: 'Without `CONFIG_PCI` the get is an inline function that returns null, and the put a macro.',
    putSleeps: true,
    source: 'include/linux/pci.h',
  },
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
  {
    struct: 'drm_device',
    noun: 'DRM device',
    get: 'drm_dev_get',
    put: 'drm_dev_put',
    getSignature: 'void drm_dev_get(struct drm_device *dev)',
    putSignature: 'void drm_dev_put(struct drm_device *dev)',
    rust: 'drm::Device',
    remark: 'It has its own count: a reference on the parent device does not keep it alive.',
    putSleeps: true,
    source: 'drivers/gpu/drm/drm_drv.c',
  },
  {
    struct: 'drm_gem_object',
    noun: 'GEM object',
    get: 'drm_gem_object_get',
    put: 'drm_gem_object_put',
    getSignature: 'void drm_gem_object_get(struct drm_gem_object *obj)',
    putSignature: 'void drm_gem_object_put(struct drm_gem_object *obj)',
    getKind: 'static inline',
    putKind: 'static inline',
    remark: 'The last put calls the `free` callback of the driver.',
    putSleeps: true,
    rust: 'drm::gem::Object',
    source: 'rust/helpers/drm.c',
  },
  {
    struct: 'file',
    noun: 'open file',
    get: 'get_file',
    put: 'fput',
    getSignature: 'struct file *get_file(struct file *f)',
    putSignature: 'extern void fput(struct file *file)',
    getKind: 'static inline',
    rust: 'fs::File',
    remark: 'The work of the last `fput()` is deferred to a work item or to the return to user space.',
    source: 'include/linux/fs.h',
    putSource: 'include/linux/file.h',
  },
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
    struct: 'mm_struct',
    noun: 'address space',
    get: 'mmgrab',
    put: 'mmdrop',
    getSignature: 'void mmgrab(struct mm_struct *mm)',
    putSignature: 'void mmdrop(struct mm_struct *mm)',
    getKind: 'static inline',
    putKind: 'static inline',
    rust: 'mm::Mm',
    remark:
      'This count (`mm_count`) only keeps the struct alive; the user mappings have their own count, see `mmget()` and `mmput()`.',
    source: mm,
  },
  {
    struct: 'mm_struct',
    noun: 'address space with its user mappings',
    get: 'mmget',
    put: 'mmput',
    gets: ['mmget_not_zero'],
    puts: ['mmput_async'],
    getSignature: 'void mmget(struct mm_struct *mm)',
    putSignature: 'extern void mmput(struct mm_struct *mm)',
    getKind: 'static inline',
    rust: 'mm::MmWithUser',
    remark:
      'This count (`mm_users`) may be zero while the struct is alive: use `mmget_not_zero()` then. The last `mmput()` tears the mappings down and sleeps; use `mmput_async()` where that is not allowed.',
    putSleeps: true,
    source: mm,
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
    putSleeps: true,
    source: 'include/linux/i2c.h',
  },
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
  {
    struct: 'kobject',
    noun: 'kobject',
    get: 'kobject_get',
    put: 'kobject_put',
    getSignature: 'struct kobject *kobject_get(struct kobject *kobj)',
    putSignature: 'void kobject_put(struct kobject *kobj)',
    putSleeps: true,
    source: 'include/linux/kobject.h',
  },
  {
    struct: 'dma_fence',
    noun: 'DMA fence',
    get: 'dma_fence_get',
    put: 'dma_fence_put',
    getSignature: 'struct dma_fence *dma_fence_get(struct dma_fence *fence)',
    putSignature: 'void dma_fence_put(struct dma_fence *fence)',
    getKind: 'static inline',
    putKind: 'static inline',
    source: 'include/linux/dma-fence.h',
  },
];

const held = (parameter: string): Obligation => ({
  claim: `\`{${parameter}}\` is live and a reference on it is held`,
  words: [
    'live',
    'alive',
    'valid',
    'reference',
    'refcount',
    'reference count',
    'non-zero',
    'nonzero',
    'not zero',
    'aref',
    'owns',
  ],
});

const given = (parameter: string): Obligation => ({
  claim: `the caller owns a reference on \`{${parameter}}\` and does not use it afterwards`,
  words: ['own', 'reference', 'refcount', 'reference count', 'non-zero', 'nonzero', 'not zero', 'incremented', 'release', 'last'],
});

const parameterOf = (signature: string): string => /(\w+)\)$/.exec(signature)?.[1] ?? '';

function getterOf(row: Counted): CFunction | undefined {
  const { struct, noun, get, getSignature, getKind = 'function', remark, source } = row;
  if (getSignature === undefined) return undefined;
  const parameter = parameterOf(getSignature);
  // A lookup by number needs no existing reference.
  const isLookUp = !getSignature.includes(`struct ${struct} *${parameter})`);
  return {
    name: get,
    signature: getSignature,
    kind: getKind,
    parameters: [parameter],
    ...constOf(getSignature, parameter),
    summary: `Takes another reference on the ${noun}.${remark === undefined ? '' : ` ${remark}`}`,
    ownership: 'The caller owns the new reference.',
    ...(isLookUp
      ? { context: 'process context, may sleep', sleeps: true, fails: 'null' }
      : { context: 'any context', sleeps: false, obligations: [held(parameter)] }),
    ...preferOf(row),
    source,
  };
}

function putterOf(row: Counted): CFunction | undefined {
  const { noun, put, putSignature, putKind = 'function', putSleeps = false, source, putSource = source } = row;
  if (putSignature === undefined) return undefined;
  const parameter = parameterOf(putSignature);
  return {
    name: put,
    signature: putSignature,
    kind: putKind,
    parameters: [parameter],
    ...constOf(putSignature, parameter),
    summary: `Puts a reference on the ${noun}; the last put releases the object.`,
    context: putSleeps ? 'process context, the last put may sleep' : 'any context',
    sleeps: putSleeps,
    ownership: 'Takes the reference that the caller owned.',
    obligations: [given(parameter)],
    ...preferOf(row),
    source: putSource,
  };
}

const constOf = (signature: string, parameter: string): Pick<CFunction, 'constParameters'> =>
  signature.includes('(const ') ? { constParameters: [parameter] } : {};

const preferOf = ({ rust }: Counted): Pick<CFunction, 'prefer'> => (rust === undefined ? {} : { prefer: `ARef<${rust}>` });

/** Getters and putters in the order of the table. */
const functions: readonly CFunction[] = counted.flatMap((row) =>
  [getterOf(row), putterOf(row)].filter((each) => each !== undefined),
);

const inTree = (path: string): Pack['sources'][number] => ({ repository: 'torvalds/linux', path, version: '7.1.5' });

export const refcounts: Pack = {
  id: 'refcounts',
  title: 'reference counts of C types',
  sources: [
    ...[...new Set(counted.flatMap(({ source, putSource = source }) => [source, putSource]))].sort().map(inTree),
    inTree('rust/kernel/sync/aref.rs'),
  ],
  functions,
  refcounts: counted.map(({ struct, get, put, gets, puts, rust, base, source }) => ({
    struct,
    get,
    put,
    ...(gets === undefined ? {} : { gets }),
    ...(puts === undefined ? {} : { puts }),
    ...(rust === undefined ? {} : { rust }),
    ...(base === undefined ? {} : { base }),
    source,
  })),
};
