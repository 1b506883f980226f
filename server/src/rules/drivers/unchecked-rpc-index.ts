// Messages from user space that are indexed or split without a length check.

import { parameterOf, usesOf, type CallbackMethod } from '../../facts/kernel/callbacks';
import { lineAbove, statementOf } from '../../facts/source/statements';
import { rule, type Context, type Fix } from '../../rule';
import { anyOf, pattern } from '../../syntax/pattern';
import type { Node, SourceFile } from '../../syntax/source-file';

export default rule({
  id: 'unchecked-rpc-index',
  summary: 'A message from user space is indexed or split before its length is checked.',
  severity: 'warning',
  confidence: 'certain',
  needs: 'file',
  why: `User space chooses the length of its message, and zero is allowed. Indexing, slicing and \`split_at()\` panic beyond the end, and a panic in the
kernel is a \`BUG()\` that anyone who can open the file can trigger. Check the length first and return \`EINVAL\`, or use what cannot panic: \`get()\`,
\`first_chunk()\`, \`split_at_checked()\`.`,
  sources: ['drivers/fwctl/main.c (fwctl_cmd_rpc)', 'rust/kernel/fwctl.rs (Operations::fw_rpc)'],
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
        let opcode = u32::from_le_bytes(message[4..8].try_into().map_err(|_| EINVAL)?);
        //~                             ^^^^^^^^^^^^^ unchecked-rpc-index
        let version = message[0];
        data.run(scope, version, opcode, &message[8..])
    }
}
`,
      fixed: `
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
        if message.len() < 8 {
            return Err(EINVAL);
        }
        let opcode = u32::from_le_bytes(message[4..8].try_into().map_err(|_| EINVAL)?);
        let version = message[0];
        data.run(scope, version, opcode, &message[8..])
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
        let whole = &message[..];
        if message.len() < HEADER {
            return Err(EINVAL);
        }
        let (header, rest) = message.split_at(HEADER);
        data.run(scope, header, rest, message[0])
    }
}

impl fwctl::Operations for Parsed {
    fn fw_rpc<'a>(
        _this: Pin<&Self>,
        _device: &fwctl::Device<Self>,
        data: &FlashData<'a>,
        scope: fwctl::RpcScope,
        message: &mut [u8],
        _limit: usize,
    ) -> Result<fwctl::FwRpcResponse, Error> {
        let header = Header::parse(message)?;
        data.run(scope, header, &message[HEADER..])
    }
}

impl fwctl::Operations for Tiny {
    fn fw_rpc<'a>(
        _this: Pin<&Self>,
        _device: &fwctl::Device<Self>,
        data: &FlashData<'a>,
        scope: fwctl::RpcScope,
        message: &mut [u8],
        _limit: usize,
    ) -> Result<fwctl::FwRpcResponse, Error> {
        let Some(opcode) = message.first_chunk::<4>() else {
            return Err(EINVAL);
        };
        data.run(scope, u32::from_le_bytes(*opcode), &message[4..])
    }
}
`,
    },
    {
      bad: `
use kernel::fwctl;

impl fwctl::Operations for Flash {
    fn fw_rpc(
        _this: &Self,
        device: &fwctl::Device<Self>,
        scope: fwctl::RpcScope,
        input: &mut [u8],
    ) -> Result<fwctl::FwRpcResponse, Error> {
        dev_dbg!(device, "{} bytes\\n", input.len());
        let (header, rest) = input.split_at(HEADER);
        //~                  ^^^^^^^^^^^^^^^^^^^^^^ unchecked-rpc-index
        device.data().run(scope, header, rest)
    }
}
`,
      fixed: `
use kernel::fwctl;

impl fwctl::Operations for Flash {
    fn fw_rpc(
        _this: &Self,
        device: &fwctl::Device<Self>,
        scope: fwctl::RpcScope,
        input: &mut [u8],
    ) -> Result<fwctl::FwRpcResponse, Error> {
        dev_dbg!(device, "{} bytes\\n", input.len());
        if input.len() < HEADER {
            return Err(EINVAL);
        }
        let (header, rest) = input.split_at(HEADER);
        device.data().run(scope, header, rest)
    }
}
`,
    },
  ],
  *check({ file, facts }) {
    for (const { methods } of facts.callbackImpls) {
      for (const method of methods) {
        const name = parameterOf(method, 'message')?.name;
        if (name === undefined) continue;
        const text = file.textOf(name);
        const [first] = accessesOf({ file, facts }, { method, name: text });
        if (first === undefined || isLookedAtBefore(file, { method, name: text, access: first })) continue;
        yield {
          at: first.node,
          message: `\`${text}\` may be shorter than that: nothing above checks its length`,
          help: `return \`EINVAL\` if it is too short, or use \`get()\`, \`first_chunk()\` or \`split_at_checked()\``,
          fix: lengthTest(file, { method, name: text, access: first }),
        };
      }
    }
  },
});

type FileFacts = Pick<Context, 'file' | 'facts'>;

interface Access {
  readonly node: Node;
  /** The parameter's name in it. */
  readonly base: Node;
  /** The index, the range or where it is split. */
  readonly index: Node;
}

/** Where the message itself is indexed or split, in source order; the full range is always valid. */
const accessesOf = ({ file, facts }: FileFacts, { method, name }: { method: CallbackMethod; name: string }): Access[] =>
  [...facts.matches(access, method.body)].filter(
    ({ base, index }) => file.textOf(base) === name && !/^0?\.\.$/.test(file.textOf(index)),
  );

const access = anyOf(
  pattern('$base:ident[$index]'),
  pattern('$base:ident.split_at($index)'),
  pattern('$base:ident.split_at_mut($index)'),
);

/** Any other use counts: a comparison, \`get()\`, a pattern, a function that takes the message and may check it. */
function isLookedAtBefore(
  file: SourceFile,
  { method, name, access }: { method: CallbackMethod; name: string; access: Access },
): boolean {
  return usesOf(file, { name, body: method.body }).some((use) => {
    if (use === access.base || file.start(use) >= file.end(access.node)) return false;
    const parent = file.parent(use);
    const isWhole = file.is(parent, 'index_expression') && file.named(parent)[0] === use;
    return !isWhole;
  });
}

/** A comparison above the statement, if the minimum length can be determined. */
function lengthTest(
  file: SourceFile,
  { method, name, access }: { method: CallbackMethod; name: string; access: Access },
): Fix | undefined {
  const length = leastLength(file, access.index);
  const statement = statementOf(file, access.node);
  const place = lineAbove(file, statement);
  // Only in the callback's own block does `return` leave the callback, and the check come in time.
  if (length === undefined || place === undefined || file.parent(statement) !== method.body) return undefined;
  const { at, indent } = place;
  const inner = `${indent}    `;
  const lines = [`${indent}if ${name}.len() < ${length} {`, `${inner}return Err(EINVAL);`, `${indent}}`, ''];
  const edits = [{ start: at, end: at, text: lines.join(file.lineBreak) }];
  return { title: `Return \`EINVAL\` if it is shorter than ${length}`, kind: 'suggestion', edits };
}

function leastLength(file: SourceFile, index: Node): string | undefined {
  const plain = /^(?:\d+|[A-Z]\w*)$/;
  if (!file.is(index, 'range_expression')) {
    const text = file.textOf(index);
    if (file.is(file.parent(index), 'arguments')) return plain.test(text) ? text : undefined;
    return /^\d+$/.test(text) ? String(Number(text) + 1) : undefined;
  }
  const [, from = '', inclusive = '', to = ''] = /^(.*?)\.\.(=?)(.*)$/.exec(file.textOf(index).replace(/\s+/g, '')) ?? [];
  const end = to === '' ? from : to;
  if (!plain.test(end)) return undefined;
  if (inclusive === '') return end;
  return /^\d+$/.test(end) ? String(Number(end) + 1) : undefined;
}
