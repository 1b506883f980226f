// The packs that ship.

import { core } from './core';
import { fwctl } from './fwctl';
import type { Pack } from './pack';
import { registrations } from './registrations';

export const packs: readonly Pack[] = [core, fwctl, registrations];
