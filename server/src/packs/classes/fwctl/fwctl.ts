// All of fwctl, a driver's way to pass messages between user space and the firmware of its device.

import {
  fwctlEnums,
  fwctlFunctions,
  fwctlIoctls,
  fwctlRefcounts,
  fwctlRegistrations,
  fwctlStructs,
  fwctlVtables,
} from './c-side';
import { fwctlCallbacks, fwctlGenerations, fwctlItems, fwctlRenames } from './rust-side';
import { fwctlSnippets } from './snippets';
import type { Pack } from '../../pack';

export const fwctl: Pack = {
  id: 'fwctl',
  title: 'fwctl',
  module: 'fwctl',
  namespace: 'FWCTL',
  tristates: ['FWCTL'],
  sources: [
    { repository: 'torvalds/linux', path: 'include/linux/fwctl.h', version: '3ab7ae8e07f8' },
    { repository: 'torvalds/linux', path: 'drivers/fwctl/main.c', version: '844e31bbaef7' },
    { repository: 'torvalds/linux', path: 'include/uapi/fwctl/fwctl.h', version: 'd829c46f770a' },
    { repository: 'torvalds/linux', path: 'rust/kernel/fwctl.rs', version: '67f8bc848ee3' },
  ],
  functions: fwctlFunctions,
  structs: fwctlStructs,
  enums: fwctlEnums,
  ioctls: fwctlIoctls,
  refcounts: fwctlRefcounts,
  registrations: fwctlRegistrations,
  vtables: fwctlVtables,
  generations: fwctlGenerations,
  items: fwctlItems,
  callbacks: fwctlCallbacks,
  renames: fwctlRenames,
  snippets: fwctlSnippets,
};
