// The packs that ship.

import type { Pack } from './pack';

export const packs: readonly Pack[] = [];
