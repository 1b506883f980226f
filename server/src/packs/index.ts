// The packs that ship.

import { core } from './core';
import { contexts } from './contexts';
import { fwctl } from './fwctl';
import type { Pack } from './pack';
import { pinning } from './pinning';

export const packs: readonly Pack[] = [core, contexts, pinning, fwctl];
