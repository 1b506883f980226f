// Where a piece of code may sleep, as far as packs and the types in the file tell.

import type { Pack } from '../../packs/pack';
import { kindSet, type Node, type SourceFile } from '../../syntax/source-file';
import { callsIn, type Call } from '../names/calls';
import type { Facts } from '../facts';
import { isReceiver } from './guards';
import { meansOneOf } from '../names/named-items';

export interface Sleep {
  /** The name of what is called, or the flag. */
  readonly at: Node;
  readonly call: Call;
  /** As used in a sentence: "`msleep()`", "`GFP_KERNEL`". */
  readonly what: string;
  /** The flag to use in its place, of an allocation. */
  readonly instead: string | undefined;
}

/**
 * Every call in `body` that may sleep, in source order. A closure or a nested function runs at another time,
 * if at all.
 */
export function sleepsIn(file: SourceFile, { body, facts }: { body: Node; facts: Facts }): Sleep[] {
  return callsIn(file, { body, calls: facts.calls })
    .filter(({ node, kind }) => kind !== 'macro' && runsIn(file, { body, node }))
    .flatMap((call) => {
      const sleep = sleepOf(file, { call, facts });
      return sleep === undefined ? [] : [sleep];
    });
}

/** Whether a node is run by the code around it, not passed on as a closure. */
function runsIn(file: SourceFile, { body, node }: { body: Node; node: Node }): boolean {
  const other = file.closestIn(node, runningLater);
  return other === undefined || other <= body;
}

const runningLater = kindSet(
  ...(['closure_expression', 'function_item', 'async_block', 'const_item', 'static_item', 'impl_item'] as const),
);

function sleepOf(file: SourceFile, { call, facts }: { call: Call; facts: Facts }): Sleep | undefined {
  const { packs } = facts;
  const callee = file.field(call.node, 'function');
  const binding = /(?:^|::)bindings::(\w+)$/.exec(call.path ?? '')?.[1];
  if (binding !== undefined && packs.some((pack) => bindingSleeps(pack, binding)))
    return { at: call.nameNode, call, what: `\`${binding}()\``, instead: undefined };
  for (const { functions, methods, flags, instead } of packs.flatMap((pack) => pack.sleeping ?? [])) {
    const isFunction =
      call.kind === 'function' && callee !== undefined && meansOneOf(callee, { paths: facts.paths, items: functions });
    const isMethod = methods.some(
      ({ name, receivers }) => name === call.name && isReceiver(call, { receivers, values: facts.values }),
    );
    if (isFunction || isMethod) return { at: call.nameNode, call, what: `\`${call.name}()\``, instead: undefined };
    const flag = call.arguments.flatMap((argument) => flagIn(file, argument)).find((node) => flags.includes(file.textOf(node)));
    if (flag !== undefined) return { at: flag, call, what: `\`${file.textOf(flag)}\``, instead };
  }
  return undefined;
}

const bindingSleeps = (pack: Pack, name: string): boolean =>
  (pack.sleeping ?? []).some(({ bindings }) => bindings.includes(name)) ||
  (pack.functions ?? []).some((known) => known.name === name && known.sleeps);

/** `GFP_KERNEL`, `flags::GFP_KERNEL`, `GFP_KERNEL | __GFP_ZERO`: the names of constants, not what stands in a call of its own. */
function flagIn(file: SourceFile, argument: Node): Node[] {
  if (file.is(argument, 'identifier')) return [argument];
  if (file.is(argument, 'scoped_identifier')) return [file.field(argument, 'name')].filter((name) => name !== undefined);
  if (file.is(argument, 'binary_expression', 'parenthesized_expression'))
    return file.named(argument).flatMap((part) => flagIn(file, part));
  return [];
}
