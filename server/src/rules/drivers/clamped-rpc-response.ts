// Responses that a driver truncates to the user's buffer size.

import { parameterOf } from '../../facts/kernel/callbacks';
import { rule } from '../../rule';
import type { Node, SourceFile } from '../../syntax/source-file';

export default rule({
  id: 'clamped-rpc-response',
  summary: 'The response of the firmware is truncated to the size of the user’s buffer.',
  severity: 'hint',
  confidence: 'likely',
  needs: 'file',
  why: `The core copies only what fits into the user's buffer and reports the full length of the response, so that a program can retry with a larger buffer.
A driver that truncates the response first prevents that: the program gets a part and takes it for the whole. Return the full response.`,
  sources: ['rust/kernel/fwctl.rs (Operations::fw_rpc)', 'drivers/fwctl/main.c (fwctl_cmd_rpc)'],
  examples: [
    {
      bad: `
use kernel::fwctl::{self, FwRpcResponse};

impl fwctl::Operations for Flash {
    fn fw_rpc<'a>(
        _this: Pin<&Self>,
        _device: &fwctl::Device<Self>,
        data: &FlashData<'a>,
        scope: fwctl::RpcScope,
        message: &mut [u8],
        limit: usize,
    ) -> Result<FwRpcResponse, Error> {
        let mut answer = data.run(scope, message)?;
        let shown = core::cmp::min(answer.len(), limit);
        //~                                      ^^^^^ clamped-rpc-response
        dev_dbg!(data.dev, "{:?}\\n", &answer[..limit]);
        //~                                    ^^^^^ clamped-rpc-response
        answer.truncate(limit);
        //~             ^^^^^ clamped-rpc-response
        data.log(shown, answer.len().min(limit));
        //~                              ^^^^^ clamped-rpc-response
        Ok(FwRpcResponse::NewBuffer(answer))
    }
}
`,
      good: `
use kernel::fwctl::{self, FwRpcResponse};

impl fwctl::Operations for Flash {
    fn fw_rpc<'a>(
        _this: Pin<&Self>,
        _device: &fwctl::Device<Self>,
        data: &FlashData<'a>,
        scope: fwctl::RpcScope,
        message: &mut [u8],
        limit: usize,
    ) -> Result<FwRpcResponse, Error> {
        let wanted = core::cmp::min(limit, MAX_ANSWER);
        let room = limit.min(PAGE_SIZE);
        if limit < HEADER {
            return Err(ENOSPC);
        }
        let mut answer = data.run(scope, message, wanted, room)?;
        answer.truncate(MAX_ANSWER);
        Ok(FwRpcResponse::NewBuffer(answer))
    }
}
`,
    },
  ],
  *check({ file, facts }) {
    for (const { methods } of facts.callbackImpls) {
      for (const method of methods) {
        const limit = parameterOf(method, 'limit')?.name;
        if (limit === undefined) continue;
        for (const use of file.descendants(method.body, 'identifier')) {
          if (file.textOf(use) !== file.textOf(limit) || !isCut(file, use)) continue;
          yield {
            at: use,
            message: `does the user learn the full response length when it is truncated to \`${file.textOf(limit)}\`?`,
            help: 'the core copies what fits and reports the full length',
          };
        }
      }
    }
  },
});

/** `v.truncate(limit)`, `v[..limit]`, and the smaller of a length and the limit; a request for at most that much is a different matter. */
function isCut(file: SourceFile, use: Node): boolean {
  const parent = file.parent(use);
  if (file.is(parent, 'range_expression'))
    return file.is(file.parent(parent), 'index_expression') && /^(?:0\s*)?\.\.\s*\w+$/.test(file.textOf(parent));
  const call = file.is(parent, 'arguments') ? file.parent(parent) : undefined;
  const called = file.field(call, 'function');
  if (call === undefined || called === undefined) return false;
  const name = file.textOf(called);
  if (/\.truncate$/.test(name)) return true;
  return /(?:\.|::|^)min$/.test(name) && /\blen\(\)/.test(file.textOf(call));
}
