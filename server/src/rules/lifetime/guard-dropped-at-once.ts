// Guards that are dropped as soon as they are created.

import { excerpt } from '../../facts/source/excerpt';
import { callBehind, knownCall } from '../../facts/flow/guards';
import { rule, type Context, type Fix, type Report } from '../../rule';
import type { Guard } from '../../packs/kernel-facts';
import type { Node, SourceFile } from '../../syntax/source-file';

export default rule({
  id: 'guard-dropped-at-once',
  summary: 'A guard is created and dropped in the same statement, so it guards nothing.',
  severity: 'error',
  confidence: 'certain',
  needs: 'file',
  why: `A lock, an RCU read-side critical section and a scope guard each last as long as the value that represents them. \`let _ = …\` does not keep
that value: it is dropped at the end of the statement, and the code below runs unprotected. \`#[must_use]\` does not catch it, because \`let _\` is how
one silences it. A name that begins with an underscore (\`_guard\`) keeps the value until the end of the block. An initializer that is thrown away has
not even run.`,
  sources: [
    'rust/kernel/sync/lock.rs (Guard)',
    'rust/kernel/sync/rcu.rs',
    'rust/kernel/types.rs (ScopeGuard)',
    'rust/kernel/devres.rs',
  ],
  examples: [
    {
      bad: `
use kernel::{sync::rcu, types::ScopeGuard};

impl Fan {
    fn set(&self, speed: u32) -> Result {
        let _ = self.state.lock();
        //~< ^^^^^ guard-dropped-at-once
        let _ = rcu::read_lock();
        //~< ^^^^^ guard-dropped-at-once
        let _ = self.regs.try_access().ok_or(ENXIO)?;
        //~< ^^^^^ guard-dropped-at-once
        ScopeGuard::new(|| self.stop());
        //~< ^^^^^^^^^^^^^^^ guard-dropped-at-once
        self.write(speed)
    }
}
`,
      fixed: `
use kernel::{sync::rcu, types::ScopeGuard};

impl Fan {
    fn set(&self, speed: u32) -> Result {
        let _guard = self.state.lock();
        let _rcu = rcu::read_lock();
        let _guard = self.regs.try_access().ok_or(ENXIO)?;
        let _guard = ScopeGuard::new(|| self.stop());
        self.write(speed)
    }
}
`,
      good: `
use kernel::{sync::rcu, types::ScopeGuard};

impl Fan {
    fn set(&self, speed: u32) -> Result {
        let _guard = self.state.lock();
        let read = rcu::read_lock();
        let off = ScopeGuard::new(|| self.stop());
        let _ = self.write(speed);
        let _ = self.state.lock().is_on;
        let _ = rcu::read_lock as fn() -> rcu::Guard;
        // Waits until the current holder releases the lock.
        drop(self.other.lock());
        off.dismiss();
        read.unlock();
        Ok(())
    }
}
`,
    },
    {
      bad: `
use kernel::devres::Devres;

fn map(dev: &Device<Bound>, clock: Clock) -> Result {
    Devres::new(dev, clock)?;
    //~< ^^^^^^^^^^^ guard-dropped-at-once
    Ok(())
}
`,
      fixed: `
use kernel::devres::Devres;

fn map(dev: &Device<Bound>, clock: Clock) -> Result {
    let _resource = Devres::new(dev, clock)?;
    Ok(())
}
`,
      good: `
use kernel::devres::{self, Devres};

fn map(dev: &Device<Bound>, clock: Clock) -> Result<Devres<Clock>> {
    devres::register(dev, Lamp::new(), GFP_KERNEL)?;
    Devres::new(dev, clock)
}
`,
    },
    {
      bad: `
impl Uart {
    fn start(&self, pdev: &platform::Device<Bound>) -> Result {
        let _ = pdev.request_irq_by_name(Flags::SHARED, c"tx", c"uart", self.tx())?;
        let _ = pdev.irq(0)?.request_irq(Flags::SHARED, c"uart", self.rx());
        //~< ^^^^^ guard-dropped-at-once
        Ok(())
    }
}
`,
    },
    {
      bad: `
impl Queue {
    fn close(&self) {
        _ = self.inner.try_lock();
        //~< ^ guard-dropped-at-once
        self.wake();
    }
}
`,
      fixed: `
impl Queue {
    fn close(&self) {
        let _guard = self.inner.try_lock();
        self.wake();
    }
}
`,
      good: `
/// A door with its own kind of lock.
struct Door;

impl Door {
    fn lock(&self) -> Result {
        Ok(())
    }
}

fn shut(door: &Door) {
    let _ = door.lock();
}
`,
    },
  ],
  *check(context) {
    const { file } = context;
    for (const statement of file.nodes('let_declaration', 'expression_statement')) {
      const dropped = droppedBy(file, statement);
      const report = dropped === undefined ? undefined : judge(context, { statement, ...dropped });
      if (report !== undefined) yield report;
    }
  },
});

interface Dropped {
  readonly at: Node | { start: number; end: number };
  readonly value: Node;
  /** What the fix puts in place of, up to the value. */
  readonly form: 'let' | 'assignment' | 'bare';
}

/** The value that `let _ = …`, `_ = …` or a bare statement throws away. */
function droppedBy(file: SourceFile, statement: Node): Dropped | undefined {
  if (file.is(statement, 'let_declaration')) {
    const pattern = file.field(statement, 'pattern');
    const value = file.field(statement, 'value');
    if (value === undefined || pattern === undefined || file.textOf(pattern) !== '_') return undefined;
    return { at: { start: file.start(statement), end: file.end(pattern) }, value, form: 'let' };
  }
  if (!file.textOf(statement).endsWith(';')) return undefined;
  const [value] = file.named(statement);
  if (!file.is(value, 'assignment_expression')) return value === undefined ? undefined : { at: value, value, form: 'bare' };
  const left = file.field(value, 'left');
  const right = file.field(value, 'right');
  if (left === undefined || right === undefined || file.textOf(left) !== '_') return undefined;
  return { at: left, value: right, form: 'assignment' };
}

function judge({ file, facts }: Context, { statement, at, value, form }: Dropped & { statement: Node }): Report | undefined {
  const node = callBehind(file, value);
  const call = facts.callAt(node);
  if (call === undefined) return undefined;
  const guard = knownCall(file, { call, known: facts.packs.flatMap((pack) => pack.guards ?? []), facts });
  // The compiler reports these already.
  if (guard === undefined || (form === 'bare' && guard.silent !== true)) return undefined;
  const callee = file.field(call.node, 'function') ?? call.nameNode;
  const named = excerpt(file.textOf(callee));
  const fix = guard.initializer === true ? undefined : keeping(file, { statement, value, guard });
  if (guard.initializer === true)
    return { at, message: `\`${named}()\` returns an initializer that is never run, so ${guard.whenDropped}`, fix };
  return {
    at: form === 'bare' ? callee : at,
    message: `the result of \`${named}()\` is dropped at once, so ${guard.whenDropped} before the next statement`,
    help: call.kind === 'method' ? 'if that is intended, say so with `drop(…)`' : undefined,
    fix,
  };
}

function keeping(file: SourceFile, { statement, value, guard }: { statement: Node; value: Node; guard: Guard }): Fix {
  const edit = { start: file.start(statement), end: file.start(value), text: `let _${guard.called} = ` };
  return { title: `Keep it in \`_${guard.called}\``, kind: 'suggestion', edits: [edit] };
}
