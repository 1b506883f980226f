// Which kind of option a Kconfig symbol is.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { optionKind } from '../../../server/src/facts/kernel/kconfig';
import { emptyTree, overlayTree } from '../../../server/src/tree/kernel-tree';

const treeOf = (files: Record<string, string>) => overlayTree(emptyTree, new Map(Object.entries(files)));

describe('options', () => {
  it('are read from the Kconfig files of the tree', () => {
    const tree = treeOf({
      'drivers/Kconfig': 'source "drivers/lamp/Kconfig"\n',
      'drivers/lamp/Kconfig': [
        'menuconfig LAMP',
        '\ttristate "Lamps"',
        '\tdepends on OF',
        '',
        'config LAMP_BLINK',
        '\tdef_bool LAMP',
        '',
        'config LAMP_COUNT',
        '\tint "How many"',
        '\thelp',
        '\t  config NOTHING is only talked about here.',
        '',
        'comment "no option"',
        '\ttristate',
      ].join('\n'),
      'drivers/lamp/Kconfig.debug': 'config LAMP_TEST\n\ttristate\n',
      'drivers/other/deep/Kconfig': 'config DEEP\n\tbool\n',
    });
    const kinds = ['LAMP', 'LAMP_BLINK', 'LAMP_COUNT', 'LAMP_TEST', 'NOTHING', 'ELSEWHERE'].map((name) => optionKind(tree, name));
    assert.deepEqual(kinds, ['tristate', 'bool', 'other', 'tristate', undefined, undefined]);
  });

  it('that are a bool anywhere count as a bool', () => {
    const tree = treeOf({ 'init/Kconfig': 'config A\n\ttristate\n', 'lib/Kconfig': 'config A\n\tbool\n' });
    assert.equal(optionKind(tree, 'A'), 'bool');
  });
});
