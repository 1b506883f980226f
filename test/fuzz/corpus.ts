// What fuzzing starts from: code of the examples and, where there is one, of a kernel tree.

import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { rules } from '../../server/src/rules';
import { readMarks, readText, rustFiles } from '../check';

/** A text and the place in the kernel tree that it is taken to stand at. */
export interface Sample {
  readonly path: string;
  readonly text: string;
}

/** The examples of every rule and the files in `examples/`: the same on every machine that has this version. */
export function exampleSamples(): Sample[] {
  const ofRules = rules.flatMap(({ rule }) =>
    rule.examples.flatMap(({ bad, fixed, good, path }) =>
      [bad, fixed, good]
        .filter((text) => text !== undefined)
        .map((text) => ({ path: path ?? 'rust/kernel/example.rs', text: readMarks(text).text })),
    ),
  );
  const ofFiles = rustFiles('examples').map((path) => ({ path: `drivers/example/${path}`, text: readText(path) }));
  return [...ofRules, ...ofFiles.flatMap(windows)];
}

/** The Rust of a kernel tree below the folder `root`, long files in pieces. */
export function treeSamples(root: string): Sample[] {
  const parts = ['rust/kernel', 'drivers', 'samples'].map((part) => join(root, part)).filter((part) => existsSync(part));
  const files = parts.flatMap(rustFiles);
  return files.flatMap((file) => windows({ path: file.slice(root.length).replace(/^\/+/, ''), text: readText(file) }));
}

/** How many lines one run may work on: many small inputs find more than a few large ones. */
const windowLines = 160;

/** Pieces of a file that begin with an item of the file, so that most of them parse. */
function windows({ path, text }: Sample): Sample[] {
  const lines = text.split('\n');
  if (lines.length <= windowLines) return [{ path, text }];
  const samples: Sample[] = [];
  for (let from = 0; from < lines.length;) {
    let to = Math.min(lines.length, from + windowLines);
    // Ends behind the last line in it that closes an item.
    const closing = lines.slice(from, to).findLastIndex((line) => /^[})]/.test(line));
    if (to < lines.length && closing > 0) to = from + closing + 1;
    samples.push({ path, text: `${lines.slice(from, to).join('\n')}\n` });
    from = to;
  }
  return samples;
}
