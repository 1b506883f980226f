// Calls that panic the kernel when an assumption does not hold.

import { documentsPanics, isEvaluatedAtBuild, isExplained, isInTest } from '../../facts/unsafety/panics';
import { rule } from '../../rule';
import type { Unit } from '../../crate/unit';

export default rule({
  id: 'unwrap-in-kernel',
  summary: '`unwrap()`, `expect()` or `panic!` is used in kernel code.',
  severity: 'information',
  elsewhere: 'hint',
  confidence: 'likely',
  needs: 'file',
  why: `A Rust panic in the kernel is a \`BUG()\`: the task dies with its locks held, and often the machine with it. What user space would report as an
error must be an error here too: return it with \`?\`, turn \`None\` into an error code with \`ok_or(…)?\`, or shape the types so that the case cannot
arise. If it really cannot happen, say why in a \`// PANIC:\` comment, or document it under \`# Panics\` if the caller can prevent it.

Tests, samples, documentation and code evaluated at compile time may panic.`,
  sources: ['rust/kernel/lib.rs (panic)', 'Documentation/process/deprecated.rst (BUG() and BUG_ON())'],
  examples: [
    {
      bad: `
impl Table {
    fn name_of(&self, index: usize) -> Result<CString> {
        let entry = self.entries.get(index).unwrap();
        //~                                 ^^^^^^ unwrap-in-kernel
        entry.name.try_clone()
    }
}
`,
      good: `
impl Table {
    fn name_of(&self, index: usize) -> Result<CString> {
        let entry = self.entries.get(index).ok_or(ENOENT)?;
        entry.name.try_clone()
    }

    fn first(&self) -> &Entry {
        // PANIC: \`new()\` always adds the default entry.
        self.entries.first().unwrap()
    }

    fn last(&self) -> &Entry {
        // \`new()\` always adds the default entry and nothing removes it, so this
        // cannot fail.
        self.entries.last().unwrap()
    }

    /// Returns the entry of a channel.
    ///
    /// # Panics
    ///
    /// When \`channel\` is not below [\`Self::CHANNELS\`].
    fn channel(&self, channel: usize) -> &Entry {
        self.entries.get(channel).expect("channel out of range")
    }
}
`,
    },
    {
      bad: `
fn set_mode(mode: Mode) -> Result {
    match mode {
        Mode::Idle => Ok(()),
        Mode::Burst => todo!(),
        //~            ^^^^ unwrap-in-kernel
        Mode::Locked => panic!("mode {mode:?} is set by the firmware"),
        //~             ^^^^^ unwrap-in-kernel
    }
}
`,
      good: `
const DEPTH: NonZeroU32 = NonZeroU32::new(64).unwrap();

const fn align(size: usize) -> usize {
    size.checked_next_power_of_two().unwrap()
}

#[kunit_tests(rust_ring)]
mod tests {
    #[test]
    fn is_empty() {
        assert!(Ring::new(GFP_KERNEL).unwrap().is_empty());
    }
}
`,
    },
  ],
  *check({ file, facts }) {
    if (facts.unit.crate === 'sample' || facts.unit.crate === 'host' || isTestFile(facts.unit)) return;
    // `panic-in-callback` covers what user space can reach through a callback.
    const callbacks = facts.callbackImpls.flatMap(({ methods }) => methods);
    for (const { at, name } of facts.panics) {
      if (callbacks.some(({ body }) => file.contains(body, at))) continue;
      if (isExplained(file, at, facts) || documentsPanics(file, facts, at)) continue;
      if (isEvaluatedAtBuild(file, at) || isInTest(file, at)) continue;
      yield {
        at,
        message: `can the error be returned here instead of using ${name}?`,
        help: 'return the error, or say in a `// PANIC:` comment why this cannot happen',
      };
    }
  },
});

const isTestFile = ({ path = '' }: Unit): boolean => /(?:^|[_/])(?:kunit|tests?|selftests?|benchmark)(?:_[^/]*)?\.rs$/.test(path);
