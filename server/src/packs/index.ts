// The packs that ship.

import { core } from './core';
import type { Pack } from './pack';

export const packs: readonly Pack[] = [core];
