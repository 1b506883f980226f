// DMA fences.

import { exportedPlainly, subsystem } from '../subsystem';

export const dma = subsystem({
  id: 'dma',
  title: 'DMA fences',
  counted: [
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
  ],
  none: {
    namespace: exportedPlainly,
    registrations: 'a fence is not registered with anything',
    contexts: 'no callbacks in Rust yet',
  },
});
