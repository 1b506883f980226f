// Writes the skeleton of a rule: `npm run new-rule -- safety/some-offence`.

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { ruleIndex } from './gen/rule-index';

const [place = ''] = process.argv.slice(2);
if (!/^[a-z]+\/[a-z0-9]+(-[a-z0-9]+)*$/.test(place)) {
  console.error('usage: npm run new-rule -- GROUP/RULE-ID, for example safety/missing-safety-comment');
  process.exit(2);
}
const id = place.slice(place.indexOf('/') + 1);
const folder = join(__dirname, '../server/src/rules');
const path = join(folder, `${place}.ts`);
if (existsSync(path)) {
  console.error(`${path} exists already`);
  process.exit(2);
}
mkdirSync(dirname(path), { recursive: true });
writeFileSync(path, skeleton(id));
writeFileSync(join(folder, 'index.ts'), ruleIndex(folder));
console.log(`wrote ${path}\nnext: fill it in while \`npm run watch -- ${id}\` runs its examples`);

/** Does not pass the tests as it is: every part has to be written first. */
function skeleton(rule: string): string {
  return `// TODO: one sentence on what this finds.

import { rule } from '../../rule';

export default rule({
  id: '${rule}',
  summary: 'TODO',
  severity: 'information',
  confidence: 'certain',
  needs: 'file',
  why: \`TODO: why reviewers care\`,
  sources: ['TODO: a path in the kernel tree'],
  examples: [
    {
      bad: \`
fn todo() {}
//~< ^^ ${rule}
\`,
      good: \`
fn todo() {}
\`,
    },
  ],
  *check({ file }) {
    for (const node of file.nodes('function_item')) {
      yield { at: node, message: 'TODO: what is wrong here, with the names from the code' };
    }
  },
});
`;
}
