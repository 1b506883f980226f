// Loaded into a server before anything else: one of its rules throws from then on.

import { rules } from '../../server/src/rules';

const broken = rules.find(({ rule }) => rule.id === 'missing-safety-comment');
if (broken !== undefined)
  Object.assign(broken.rule, {
    check() {
      throw new Error('this rule is broken');
    },
  });
