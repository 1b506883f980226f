// The packs that ship.

import { alloc } from './alloc';
import { contexts } from './contexts';
import { core } from './core';
import { devices } from './devices';
import { fwctl } from './fwctl';
import type { Pack } from './pack';
import { pinning } from './pinning';
import { refcounts } from './refcounts';
import { registrations } from './registrations';

export const packs: readonly Pack[] = [core, alloc, contexts, devices, pinning, refcounts, registrations, fwctl];
