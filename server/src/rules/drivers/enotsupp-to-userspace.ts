// Kernel-internal error numbers that a callback returns to user space.

import { functionsCalledIn } from '../../facts/kernel/callbacks';
import { rule } from '../../rule';
import type { KernelTree } from '../../tree/kernel-tree';

export default rule({
  id: 'enotsupp-to-userspace',
  summary: 'A callback returns `ENOTSUPP` to user space.',
  severity: 'warning',
  confidence: 'certain',
  needs: 'file',
  why: `\`ENOTSUPP\` (524) is internal to the kernel. The C library has no text for it, programs print "Unknown error 524", and none tests for it. User space
understands \`EOPNOTSUPP\` for an unsupported operation, and \`EINVAL\` for an invalid value.`,
  sources: ['include/linux/errno.h', 'scripts/checkpatch.pl (ENOTSUPP)', 'Documentation/userspace-api/fwctl/fwctl.rst'],
  examples: [
    {
      bad: `
use kernel::fwctl;

impl fwctl::Operations for Flash {
    fn fw_rpc<'a>(
        _this: Pin<&Self>,
        _device: &fwctl::Device<Self>,
        data: &FlashData<'a>,
        scope: fwctl::RpcScope,
        message: &mut [u8],
        _limit: usize,
    ) -> Result<fwctl::FwRpcResponse, Error> {
        let command = parse(message)?;
        if !command.is_allowed(scope) {
            return Err(ENOTSUPP);
            //~        ^^^^^^^^ enotsupp-to-userspace
        }
        data.run(command)
    }
}

fn parse(message: &[u8]) -> Result<Command> {
    match message.first() {
        Some(1) => Ok(Command::Identify),
        _ => Err(code::ENOTSUPP),
        //~            ^^^^^^^^ enotsupp-to-userspace
    }
}
`,
      good: `
use kernel::fwctl;

impl fwctl::Operations for Flash {
    fn fw_rpc<'a>(
        _this: Pin<&Self>,
        _device: &fwctl::Device<Self>,
        data: &FlashData<'a>,
        scope: fwctl::RpcScope,
        message: &mut [u8],
        _limit: usize,
    ) -> Result<fwctl::FwRpcResponse, Error> {
        match data.run(scope, message) {
            Err(e) if e == ENOTSUPP => Err(EOPNOTSUPP),
            result => result,
        }
    }
}

impl pwm::PwmOps for Flash {
    fn get_state(_chip: &Chip, _pwm: &Pwm) -> Result<State> {
        Err(ENOTSUPP)
    }
}
`,
    },
  ],
  *check({ file, facts }) {
    const seen = new Set<number>();
    for (const { methods } of facts.callbackImpls) {
      for (const { known, body } of methods) {
        for (const code of [body, ...functionsCalledIn(file, { body, facts })]) {
          for (const name of file.descendants(code, 'identifier')) {
            if (file.textOf(name) !== 'ENOTSUPP' || seen.has(name) || !isAnswer(file.textOf(around(name)))) continue;
            seen.add(name);
            yield {
              at: name,
              message: `\`${known.name}\` returns \`ENOTSUPP\` to user space, which does not know this number`,
              help: 'return `EOPNOTSUPP`, or `EINVAL` for an invalid value',
              fix: hasCode(facts.tree)
                ? { title: 'Return `EOPNOTSUPP`', kind: 'suggestion', edits: [{ ...file.span(name), text: 'EOPNOTSUPP' }] }
                : undefined,
            };
          }
        }
      }
    }

    /** The expression around the name, or around a path that ends in it. */
    function around(name: number): number {
      const path = file.parent(name) ?? name;
      return (file.is(path, 'scoped_identifier') ? file.parent(path) : path) ?? path;
    }
  },
});

/** `Err(ENOTSUPP)`, `.ok_or(ENOTSUPP)`; a comparison with the result of an inner layer is fine. */
const isAnswer = (around: string): boolean => /^\(/.test(around);

/** Kernel versions differ in whether they declare the name. */
const hasCode = (tree: KernelTree): boolean => /declare_err!\(\s*EOPNOTSUPP\b/.test(tree.read('rust/kernel/error.rs') ?? '');
