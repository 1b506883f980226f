// Callbacks that user space can make panic.

import type { CallbackMethod } from '../../facts/kernel/callbacks';
import type { Facts } from '../../facts/facts';
import { messageValuesOf } from '../../facts/kernel/messages';
import { isEvaluatedAtBuild, isExplained } from '../../facts/unsafety/panics';
import { rule, type Report } from '../../rule';
import type { Node, SourceFile } from '../../syntax/source-file';

export default rule({
  id: 'panic-in-callback',
  summary: 'A callback that user space can reach may panic.',
  severity: 'warning',
  confidence: 'certain',
  needs: 'file',
  why: `A callback handles user input. \`unwrap()\`, \`expect()\` and \`panic!\` turn an unexpected message into a \`BUG()\` while the locks of the subsystem are
held: unbinding the device then waits forever. Arithmetic on a number from the message also panics on overflow, or wraps, depending on the
configuration. Return an errno instead, and calculate with \`checked_add()\` and the like.

Code that cannot fail may keep the call with a \`// PANIC:\` comment that says why. Four bytes that become a \`[u8; 4]\` need no comment.`,
  sources: ['Documentation/process/deprecated.rst (BUG() and BUG_ON())', 'drivers/fwctl/main.c (fwctl_fops_ioctl)'],
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
        let (header, rest) = message.split_at_checked(HEADER).unwrap();
        //~                                                   ^^^^^^ panic-in-callback
        let count = u32::from_le_bytes(header[..4].try_into().map_err(|_| EINVAL)?) as usize;
        let needed = HEADER + count * ENTRY;
        //~                         ^ panic-in-callback
        match Command::of(header) {
            Some(command) => data.run(scope, command, rest, needed),
            None => unreachable_command(),
        }
    }

    fn close<'a>(_this: Pin<&mut Self>, _device: &fwctl::Device<Self>, data: &FlashData<'a>) {
        data.release().expect("the firmware answers");
        //~            ^^^^^^ panic-in-callback
        todo!()
        //~< ^^^^ panic-in-callback
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
        const ENTRY: usize = size_of::<Entry>().checked_mul(2).unwrap();
        let (header, rest) = message.split_at_checked(HEADER).ok_or(EINVAL)?;
        let kind = u32::from_le_bytes(header[..4].try_into().unwrap());
        let count = u32::from_le_bytes(header[4..8].try_into().unwrap()) as usize;
        let needed = count.checked_mul(ENTRY).ok_or(EOVERFLOW)?;
        let index = u32::from_le_bytes(header[8..12].try_into().unwrap()) as usize;
        if index > MAX_INDEX {
            return Err(EINVAL);
        }
        // PANIC: The firmware has at least one bank.
        let bank = data.banks().first().unwrap();
        data.run(scope, bank, rest, HEADER + rest.len() + index * 4 + kind_size(kind), needed)
    }
}

impl Flash {
    fn new() -> Self {
        Self { default: Bank::default().expect("there is a default") }
    }
}
`,
    },
  ],
  *check({ file, facts }) {
    for (const { methods } of facts.callbackImpls) {
      for (const method of methods) {
        yield* panics(file, { method, facts });
        yield* overflows(file, method);
      }
    }
  },
});

function* panics(file: SourceFile, { method, facts }: { method: CallbackMethod; facts: Facts }): Generator<Report> {
  for (const { at, name } of facts.panics) {
    if (!file.contains(method.body, at) || isEvaluatedAtBuild(file, at) || isExplained(file, at, facts)) continue;
    if (isFixedArray(file, at)) continue;
    yield {
      at,
      message: `${name} lets user space crash the kernel: \`${method.known.name}\` handles user input`,
      help: 'return an error, or say in a `// PANIC:` comment why this cannot happen',
    };
  }
}

/** `bytes[4..8].try_into().unwrap()`: a slice of known length always fits. */
function isFixedArray(file: SourceFile, at: Node): boolean {
  const field = file.parent(at);
  const receiver = file.is(field, 'field_expression') ? file.field(field, 'value') : undefined;
  return receiver !== undefined && /\[\s*(?:\d+)?\s*\.\.=?\s*\d+\s*\]\s*\.try_into\(\)$/.test(file.textOf(receiver));
}

function* overflows(file: SourceFile, method: CallbackMethod): Generator<Report> {
  const { numbers } = messageValuesOf(file, method);
  if (numbers.size === 0) return;
  const compared = firstComparisons(file, method.body);
  for (const node of file.descendants(method.body, 'binary_expression')) {
    const operator = file.field(node, 'operator');
    if (operator === undefined || !/^[+*-]$/.test(file.textOf(operator))) continue;
    const operands = [file.field(node, 'left'), file.field(node, 'right')].map((operand) => nameIn(file, operand));
    const name = operands.find((operand) => operand !== undefined && numbers.has(operand));
    if (name === undefined || (compared.get(name) ?? Infinity) < file.start(node)) continue;
    yield {
      at: operator,
      message: `can \`${name}\` from the message make this overflow?`,
      help: 'use `checked_add()` and the like, or compare the number with a limit first',
      severity: 'information',
      confidence: 'likely',
    };
  }
}

/** The local behind an operand, through casts and parentheses. */
function nameIn(file: SourceFile, operand: Node | undefined): string | undefined {
  let at = operand;
  while (file.is(at, 'parenthesized_expression', 'type_cast_expression')) at = file.named(at)[0];
  return file.is(at, 'identifier') ? file.textOf(at) : undefined;
}

/** Where a condition, a pattern or a limit first checks each name. */
function firstComparisons(file: SourceFile, body: Node): Map<string, number> {
  const found = new Map<string, number>();
  for (const node of file.descendants(body, 'identifier')) {
    const name = file.textOf(node);
    if (!found.has(name) && isCompared(file, node)) found.set(name, file.start(node));
  }
  return found;
}

function isCompared(file: SourceFile, name: Node): boolean {
  const parent = file.parent(name);
  if (file.is(parent, 'match_expression', 'range_expression')) return true;
  const operator = file.is(parent, 'binary_expression') ? file.field(parent, 'operator') : undefined;
  if (operator !== undefined) return /^(?:[<>]=?|[=!]=)$/.test(file.textOf(operator));
  const method = file.is(parent, 'field_expression') ? file.field(parent, 'field') : undefined;
  return method !== undefined && /^(?:min|clamp|contains|cmp)$/.test(file.textOf(method));
}
