// The packs that ship: what belongs to all of the kernel, then one of each subsystem.

import { auxiliary } from './buses/auxiliary';
import { faux } from './buses/faux';
import { i2c } from './buses/i2c';
import { pci } from './buses/pci';
import { platform } from './buses/platform';
import { soc } from './buses/soc';
import { usb } from './buses/usb';
import { block } from './classes/block';
import { clk } from './classes/clk';
import { cpufreq } from './classes/cpufreq';
import { drm } from './classes/drm';
import { fwctl } from './classes/fwctl/fwctl';
import { miscdevice } from './classes/miscdevice';
import { netPhy } from './classes/net-phy';
import { opp } from './classes/opp';
import { pwm } from './classes/pwm';
import { regulator } from './classes/regulator';
import { withoutRust } from './classes/without-rust';
import { alloc } from './general/alloc';
import { collections } from './general/collections';
import { core } from './general/core';
import { device } from './general/device';
import { sync } from './general/sync';
import type { Pack } from './pack';
import { configfs } from './services/configfs';
import { debugfs } from './services/debugfs';
import { dma } from './services/dma';
import { firmwareNodes } from './services/firmware-nodes';
import { fs } from './services/fs';
import { io } from './services/io';
import { irq } from './services/irq';
import { mm } from './services/mm';
import { task } from './services/task';
import { time } from './services/time';
import { workqueue } from './services/workqueue';

const general: readonly Pack[] = [core, alloc, sync, device, collections];

export const subsystems: readonly Pack[] = [
  ...[auxiliary, faux, i2c, pci, platform, soc, usb],
  ...[block, clk, cpufreq, drm, fwctl, miscdevice, netPhy, opp, pwm, regulator, ...withoutRust],
  ...[configfs, debugfs, dma, firmwareNodes, fs, io, irq, mm, task, time, workqueue],
];

export const packs: readonly Pack[] = [...general, ...subsystems];
