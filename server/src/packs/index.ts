// The packs that ship.

import { core } from './core';
import { fwctl } from './fwctl';
import type { Pack } from './pack';

export const packs: readonly Pack[] = [core, fwctl];
