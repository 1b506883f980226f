// An error number of the kernel's own that a callback gives to user space.

import { callbackImplsOf, functionsCalledIn } from '../../facts/callbacks';
import { rule } from '../../rule';
import type { KernelTree } from '../../tree/kernel-tree';

export default rule({
  id: 'enotsupp-to-userspace',
  summary: 'A callback answers user space with `ENOTSUPP`.',
  severity: 'warning',
  confidence: 'certain',
  needs: 'file',
  why: `\`ENOTSUPP\` (524) is a number for inside the kernel. The C library has no text for it, programs print "Unknown error 524", and none tests for it.
What user space understands is \`EOPNOTSUPP\` for an operation that is not supported, and \`EINVAL\` for a value that makes no sense.`,
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
  *check({ file, facts, packs, tree }) {
    const seen = new Set<number>();
    for (const { methods } of callbackImplsOf(file, { facts, packs })) {
      for (const { known, body } of methods) {
        for (const code of [body, ...functionsCalledIn(file, { body, facts })]) {
          for (const name of file.descendants(code, 'identifier')) {
            if (file.textOf(name) !== 'ENOTSUPP' || seen.has(name) || !isAnswer(file.textOf(around(name)))) continue;
            seen.add(name);
            yield {
              at: name,
              message: `\`${known.name}\` gives \`ENOTSUPP\` to user space, where nobody knows the number`,
              help: 'answer `EOPNOTSUPP`, or `EINVAL` for a value that makes no sense',
              fix: hasCode(tree)
                ? { title: 'Answer `EOPNOTSUPP`', kind: 'suggestion', edits: [{ ...file.span(name), text: 'EOPNOTSUPP' }] }
                : undefined,
            };
          }
        }
      }
    }

    /** The expression that the name, or a path that ends in it, stands in. */
    function around(name: number): number {
      const path = file.parent(name) ?? name;
      return (file.is(path, 'scoped_identifier') ? file.parent(path) : path) ?? path;
    }
  },
});

/** `Err(ENOTSUPP)`, `.ok_or(ENOTSUPP)`; a comparison with what an inner layer gave is fine. */
const isAnswer = (around: string): boolean => /^\(/.test(around);

/** Kernels learned the name at different times. */
const hasCode = (tree: KernelTree): boolean => /declare_err!\(\s*EOPNOTSUPP\b/.test(tree.read('rust/kernel/error.rs') ?? '');
