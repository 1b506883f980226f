// The packs that ship.

import { alloc } from './alloc';
import { core } from './core';
import { devices } from './devices';
import { fwctl } from './fwctl';
import type { Pack } from './pack';
import { refcounts } from './refcounts';
import { registrations } from './registrations';

export const packs: readonly Pack[] = [core, alloc, devices, refcounts, registrations, fwctl];
