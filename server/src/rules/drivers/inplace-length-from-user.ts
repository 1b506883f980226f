// In-place responses whose length comes from the user instead of the buffer.

import { parameterOf, type CallbackMethod } from '../../facts/kernel/callbacks';
import type { Facts } from '../../facts/facts';
import { originOf } from '../../facts/types/locals';
import { messageValuesOf } from '../../facts/kernel/messages';
import { rule } from '../../rule';
import type { Node, SourceFile } from '../../syntax/source-file';

export default rule({
  id: 'inplace-length-from-user',
  summary: 'The length of an in-place response comes from the user, not from the buffer.',
  severity: 'information',
  confidence: 'likely',
  needs: 'file',
  why: `An in-place response reuses the buffer of the message, so it can be at most as long as the message. The user chooses the size of the response buffer
and the contents of the message. If such a number is larger, the abstraction rejects the response with \`EINVAL\`; versions without the check let the
core copy whatever lies behind the buffer. The length is \`message.len()\`, or the number of bytes written.`,
  sources: ['drivers/fwctl/main.c (fwctl_cmd_rpc)', 'rust/kernel/fwctl.rs (FwRpcResponse)'],
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
        data.run(scope, message)?;
        if data.is_short() {
            let count = u32::from_le_bytes(*message.first_chunk().ok_or(EINVAL)?);
            return Ok(FwRpcResponse::InPlace(count as usize));
            //~                              ^^^^^^^^^^^^^^ inplace-length-from-user
        }
        let room = limit;
        Ok(FwRpcResponse::InPlace(room))
        //~                       ^^^^ inplace-length-from-user
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
        let written = data.run(scope, message, limit)?;
        let count = u32::from_le_bytes(*message.first_chunk().ok_or(EINVAL)?) as usize;
        if count <= message.len() {
            return Ok(FwRpcResponse::InPlace(count));
        }
        match written {
            0 => Ok(FwRpcResponse::InPlace(limit.min(message.len()))),
            1 => Ok(FwRpcResponse::InPlace(message.len())),
            _ => Ok(FwRpcResponse::InPlace(written)),
        }
    }
}
`,
    },
  ],
  *check({ file, facts }) {
    for (const { methods } of facts.callbackImpls) {
      for (const method of methods) {
        const { inPlace } = method.known;
        if (inPlace === undefined) continue;
        const { numbers } = messageValuesOf(file, method);
        for (const call of facts.calls) {
          const [length] = call.arguments;
          if (length === undefined || call.path !== `kernel::${inPlace}` || !file.contains(method.body, call.node)) continue;
          const source = sourceOf(file, { length, method, numbers, facts });
          if (source === undefined) continue;
          yield {
            at: length,
            message: `can ${source} exceed the length of the message?`,
            help: 'an in-place response is at most as long as the message',
          };
        }
      }
    }
  },
});

interface Place {
  readonly length: Node;
  readonly method: CallbackMethod;
  /** What was read from the message. */
  readonly numbers: ReadonlySet<string>;
  readonly facts: Facts;
}

/** A length that comes from the user and was not compared with another length. */
function sourceOf(file: SourceFile, { length, method, numbers, facts }: Place): string | undefined {
  let at = originOf(file, { expression: length, facts });
  while (file.is(at, 'type_cast_expression', 'parenthesized_expression'))
    at = originOf(file, { expression: file.named(at)[0] ?? at, facts });
  const limit = parameterOf(method, 'limit')?.name;
  if (limit !== undefined && file.is(at, 'identifier') && file.textOf(at) === file.textOf(limit))
    return `\`${file.textOf(limit)}\`, the user's buffer size,`;
  const written = file.is(length, 'identifier') ? length : file.descendants(length, 'identifier')[0];
  const name = file.textOf(written);
  if (written === undefined || name === undefined || !numbers.has(name)) return undefined;
  const before = file.text.slice(file.start(method.body), file.start(length));
  return new RegExp(`\\b${name}\\b[^;{}]*\\blen\\(\\)|\\blen\\(\\)[^;{}]*\\b${name}\\b`).test(before)
    ? undefined
    : `\`${name}\`, which comes from the message,`;
}
