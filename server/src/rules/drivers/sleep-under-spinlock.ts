// Calls that may sleep while a spinlock is held, or in an RCU read-side section.

import type { Call } from '../../facts/names/calls';
import { callBehind, knownCall } from '../../facts/flow/guards';
import { sleepsIn, type Sleep } from '../../facts/flow/sleeping';
import type { AtomicGuard } from '../../packs/kernel-facts';
import { rule, type Context } from '../../rule';
import { NestedRanges } from '../../syntax/ranges';
import { kindSet, type Node, type SourceFile, type Span } from '../../syntax/source-file';

export default rule({
  id: 'sleep-under-spinlock',
  summary: 'A call may sleep while a spinlock is held, or in an RCU read-side section.',
  severity: 'warning',
  confidence: 'certain',
  needs: 'file',
  why: `A spinlock is held with preemption disabled, and other CPUs spin until it is free. If the holder sleeps, they spin for as long as it sleeps, and
forever if it waits for something that needs one of those CPUs. An RCU read-side section must not sleep for a similar reason: others wait for its
end before they free memory, and \`try_access()\` enters one. The guard lives to the end of its block, which is easy to overlook: drop it first,
allocate before taking it, or use \`GFP_ATOMIC\`.`,
  sources: [
    'rust/kernel/sync/lock/spinlock.rs',
    'rust/kernel/revocable.rs (RevocableGuard)',
    'rust/kernel/task.rs (might_sleep)',
  ],
  examples: [
    {
      bad: `
use kernel::sync::{Mutex, SpinLock};

#[pin_data]
struct Pool {
    #[pin]
    free: SpinLock<KVec<u32>>,
    #[pin]
    log: Mutex<KVec<u32>>,
}

impl Pool {
    fn give_back(&self, slot: u32) -> Result {
        let mut free = self.free.lock();
        free.push(slot, GFP_KERNEL)?;
        //~             ^^^^^^^^^^ sleep-under-spinlock
        self.log.lock().clear();
        //~      ^^^^ sleep-under-spinlock
        Ok(())
    }
}
`,
      good: `
use kernel::sync::{CondVar, Mutex, SpinLock};

#[pin_data]
struct Pool {
    #[pin]
    free: SpinLock<KVec<u32>>,
    #[pin]
    log: Mutex<KVec<u32>>,
    #[pin]
    changed: CondVar,
}

impl Pool {
    fn give_back(&self, slot: u32) -> Result {
        let room = KVec::with_capacity(8, GFP_KERNEL)?;
        {
            let mut free = self.free.lock();
            free.push(slot, GFP_ATOMIC)?;
        }
        let mut free = self.free.lock();
        // Releases the lock while it waits.
        self.changed.wait(&mut free);
        let later = || self.log.lock().push(slot, GFP_KERNEL);
        drop(free);
        self.log.lock().extend(room);
        later()
    }

    fn take(&self) -> Option<u32> {
        let slot = self.free.lock().pop();
        self.log.lock().clear();
        slot
    }

    fn hand_over(&self) -> Result {
        let free = self.free.lock();
        self.refill(free);
        self.log.lock().push(0, GFP_KERNEL)?;
        Ok(())
    }
}
`,
    },
    {
      bad: `
use kernel::sync::rcu;

impl Meter {
    fn read(&self) -> Result<KBox<Sample>> {
        let Some(regs) = self.regs.try_access() else {
            return Err(ENXIO);
        };
        KBox::new(Sample { value: regs.read32(0) }, GFP_KERNEL)
        //~                                         ^^^^^^^^^^ sleep-under-spinlock
    }

    fn walk(&self) {
        let read = rcu::read_lock();
        if self.is_off {
            drop(read);
            self.list.push(0, GFP_KERNEL);
            return;
        }
        if self.is_slow {
            // SAFETY: Any duration is fine.
            unsafe { bindings::msleep(20) };
            //~                ^^^^^^ sleep-under-spinlock
        }
        read.unlock();
    }
}
`,
      good: `
use kernel::sync::rcu;

impl Meter {
    fn read(&self) -> Result<KBox<Sample>> {
        let value = self.regs.try_access().ok_or(ENXIO)?.read32(0);
        KBox::new(Sample { value }, GFP_KERNEL)
    }

    fn walk(&self) {
        let read = rcu::read_lock();
        self.visit(&read);
        read.unlock();
        // SAFETY: Any duration is fine.
        unsafe { bindings::msleep(20) };
    }
}
`,
    },
  ],
  *check(context) {
    const { file, facts } = context;
    const seen = new Set<Node>();
    const inBlocks = new Map<Node, { sleeps: readonly Sleep[]; gone: Map<string, NestedRanges<Span>> }>();
    for (const statement of file.nodes('let_declaration')) {
      const held = heldBy(context, statement);
      const block = file.parent(statement);
      if (held === undefined || block === undefined || !file.is(block, 'block')) continue;
      const known = inBlocks.get(block) ?? { sleeps: sleepsIn(file, { body: block, facts }), gone: goneIn(file, block) };
      // The statements of a block come in their order: what is above this one is of no matter for those below it either.
      const sleeps = known.sleeps.filter(({ at, call: { node } }) => node > statement && !seen.has(at));
      inBlocks.set(block, { ...known, sleeps });
      for (const sleep of sleeps) {
        const { node } = sleep.call;
        if (file.contains(statement, node)) continue;
        const gone = known.gone.get(held.name)?.innermost(node);
        if (gone !== undefined && gone.start > (file.tree.subtreeEnds[statement] ?? statement)) continue;
        if (isGivenTheGuard(file, { call: sleep.call, name: held.name })) continue;
        seen.add(sleep.at);
        yield {
          at: sleep.at,
          message: `${sleep.what} may sleep while \`${held.name}\` holds ${held.guard.holds}`,
          help: sleep.instead === undefined ? undefined : `\`${sleep.instead}\` does not sleep`,
          related: [{ at: statement, message: `\`${held.name}\` is taken here` }],
        };
      }
    }
  },
});

interface Held {
  readonly name: string;
  readonly guard: AtomicGuard;
}

/** The local that a `let` binds to a guard whose holder must not sleep. */
function heldBy({ file, facts }: Context, statement: Node): Held | undefined {
  const pattern = file.field(statement, 'pattern');
  const value = file.field(statement, 'value');
  const node = value === undefined ? undefined : callBehind(file, value);
  const call = facts.callAt(node);
  const name = pattern === undefined ? undefined : nameIn(file, pattern);
  if (call === undefined || name === undefined) return undefined;
  const guard = knownCall(file, { call, known: facts.packs.flatMap((pack) => pack.atomicGuards ?? []), facts });
  return guard === undefined ? undefined : { name, guard };
}

/** `guard`, `mut guard`, `Some(guard)`; a guard is not destructured further. */
function nameIn(file: SourceFile, pattern: Node): string | undefined {
  const names = file.is(pattern, 'identifier') ? [pattern] : file.descendants(pattern, 'identifier');
  const locals = names.filter((name) => /^[a-z_]/.test(file.textOf(name)));
  const [only] = locals;
  return locals.length === 1 && only !== undefined ? file.textOf(only) : undefined;
}

/**
 * Where the guard may be gone: from the first node where its name is used alone and not as a receiver, that is, where it is dropped or
 * moved. In a branch that does not leave the block, this also applies to the code after the branch: that may miss findings, but reports no wrong ones.
 */
function goneIn(file: SourceFile, block: Node): Map<string, NestedRanges<Span>> {
  const byName = new Map<string, Span[]>();
  for (const from of file.descendants(block, 'identifier')) {
    if (!isMoved(file, from)) continue;
    let branch: Node | undefined;
    for (const at of file.ancestorsIn(from, blocks))
      if (at === block || leaves(file, at)) {
        branch = at;
        break;
      }
    // Of nodes, not of text.
    const range = { start: from + 1, end: file.tree.subtreeEnds[branch ?? block] ?? from };
    const others = byName.get(file.textOf(from));
    if (others === undefined) byName.set(file.textOf(from), [range]);
    else others.push(range);
  }
  return new Map([...byName].map(([name, ranges]) => [name, new NestedRanges(ranges)]));
}

const blocks = kindSet('block');

/** Whether a block ends in `return`, `break` or `continue`. */
function leaves(file: SourceFile, block: Node): boolean {
  const last = file.named(block).at(-1);
  const inner = file.is(last, 'expression_statement') ? file.named(last)[0] : last;
  return file.is(inner, 'return_expression', 'break_expression', 'continue_expression');
}

function isMoved(file: SourceFile, node: Node): boolean {
  const parent = file.parent(node);
  if (parent === undefined) return true;
  // Its methods borrow it, except those that release it, whose names depend on the guard.
  if (file.is(parent, 'field_expression'))
    return ['unlock', 'dismiss'].includes(file.textOf(file.field(parent, 'field') ?? node));
  return !file.is(
    parent,
    'reference_expression',
    'unary_expression',
    'index_expression',
    'scoped_identifier',
    'binary_expression',
  );
}

/** A wait that takes the guard itself releases the lock while it sleeps. */
function isGivenTheGuard(file: SourceFile, { call, name }: { call: Call; name: string }): boolean {
  return call.arguments.some((argument) => {
    const place = file.is(argument, 'reference_expression') ? file.field(argument, 'value') : argument;
    return file.is(place, 'identifier') && file.textOf(place) === name;
  });
}
