// Where the parser understood the code well enough for it to be changed.

import type { Node, SourceFile, Span } from '../../syntax/source-file';
import type { Facts } from '../facts';

export interface SoundPlaces {
  /**
   * Whether every span lies in code that was read whole: not in an error, not in a function with one, not before a broken item, not beside an error
   * among the items of a block. Around an error the tree is a guess (a missing bracket makes items of the file arguments of a call), and so is a fix.
   */
  areReadWhole(spans: readonly Span[]): boolean;
}

const unknown = 0;
const whole = 1;
const broken = 2;

export function soundPlacesOf(file: SourceFile, facts: Facts): SoundPlaces {
  /** What was found out of each node: in code that is nested deep, every span would ask the same of all nodes around it. */
  const verdicts = new Uint8Array(file.hasError(file.root) ? file.tree.count : 0);
  return { areReadWhole: (spans) => !file.hasError(file.root) || spans.every(isReadWhole) };

  function isReadWhole(span: Span): boolean {
    const passed: Node[] = [];
    let verdict = whole;
    for (let at = file.nodeAt(span); at !== file.root;) {
      const earlier = verdicts[at] ?? unknown;
      if (earlier !== unknown) {
        verdict = earlier;
        break;
      }
      passed.push(at);
      if (isBroken(file, { node: at, facts })) {
        verdict = broken;
        break;
      }
      at = file.parent(at) ?? file.root;
    }
    for (const node of passed) verdicts[node] = verdict;
    return verdict === whole;
  }
}

/** Whether a node that is not the root makes a guess of what is inside. */
function isBroken(file: SourceFile, { node, facts }: { node: Node; facts: Facts }): boolean {
  if (file.parent(node) === file.root && (isBesideError(file, node) || isLoose(file, node))) return true;
  if (file.isError(node)) return true;
  const documented = file.is(node, 'attribute_item', 'line_comment', 'block_comment') ? facts.followedBy(node) : undefined;
  if (documented !== undefined && file.hasError(documented)) return true;
  if (file.is(node, 'declaration_list')) return file.children(node).some((child) => file.isError(child) || file.isMissing(child));
  return !file.is(node, 'impl_item', 'trait_item', 'mod_item', 'foreign_mod_item') && file.hasError(node);
}

/** A piece of an item that never came to an end: the whole file is an error then, and its items are whole only where they are items. */
function isLoose(file: SourceFile, node: Node): boolean {
  return file.isError(file.root) && !/_item$|_declaration$|_comment$|^macro_/.test(file.kind(node));
}

/** Code next to an error may have been part of it, or become part of it with a change. */
function isBesideError(file: SourceFile, node: Node): boolean {
  return [file.previous(node), file.next(node)].some((beside) => beside !== undefined && file.hasError(beside));
}
