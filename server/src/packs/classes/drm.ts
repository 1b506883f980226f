// DRM devices and their GEM objects.

import { exportedPlainly, subsystem } from '../subsystem';

export const drm = subsystem({
  id: 'drm',
  title: 'DRM',
  tristates: ['DRM'],
  counted: [
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
  ],
  registrations: [
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
  ],
  none: { namespace: exportedPlainly, contexts: 'ioctls and GEM callbacks run in process context and may sleep' },
});
