// Callbacks that return C's own buffer as the answer without bounding how much of it C will copy.

import { callsIn } from '../../facts/calls';
import { callbackImplsOf, parameterOf } from '../../facts/callbacks';
import { callbacksOf, helperOf, type Callback } from '../../facts/vtable-callbacks';
import { tailOf } from '../../facts/values';
import { rule, type Context, type Report } from '../../rule';
import type { Node, SourceFile } from '../../syntax/source-file';

export default rule({
  id: 'unchecked-inplace-length',
  summary: 'A callback answers in the buffer that it was given without checking the length against it.',
  severity: 'warning',
  confidence: 'certain',
  needs: 'file',
  why: `When the answer is the request's own buffer, C copies as many bytes to user space as the callback says, without checking how large the buffer
is. The length often comes in as the size of *user space's* buffer, so an answer that leaves it alone, or sets a length of the driver's own, copies
whatever lies behind the buffer: unrelated kernel memory.

The callback has to check: compare the length with that of the buffer and return \`EINVAL\` if it is greater.`,
  sources: ['rust/kernel/fwctl.rs (fw_rpc_callback)', 'drivers/fwctl/main.c (fwctl_cmd_rpc)'],
  examples: [
    {
      bad: `
unsafe extern "C" fn send<D: Driver>(
    raw: *mut bindings::fwctl_uctx,
    _scope: u32,
    request: *mut c_void,
    size: usize,
    answered: *mut usize,
) -> *mut c_void {
    let bytes = unsafe { slice::from_raw_parts_mut(request.cast::<u8>(), size) };
    match D::send(unsafe { Session::<D>::borrow(raw) }, bytes) {
        Ok(Answer::Here(length)) => {
            unsafe { *answered = length };
            request
            //~< ^^^^^^^ unchecked-inplace-length
        }
        Ok(Answer::New(vec)) if vec.len() < size => give_away(vec, answered),
        Ok(Answer::New(vec)) => give_away(vec, answered),
        Err(error) => error.to_ptr(),
    }
}

static OPS: bindings::fwctl_ops = bindings::fwctl_ops {
    fw_rpc: Some(send::<Nic>),
    ..ZEROED
};
`,
      good: `
/// # Safety
///
/// As for \`fw_rpc\` of \`struct fwctl_ops\`.
unsafe extern "C" fn send<D: Driver>(
    raw: *mut bindings::fwctl_uctx,
    _scope: u32,
    request: *mut c_void,
    size: usize,
    answered: *mut usize,
) -> *mut c_void {
    let (answer, length) = match Session::<D>::send(raw, request, size) {
        Ok(Answer::Here(length)) => {
            if length > size {
                return EINVAL.to_ptr();
            }
            (request, length)
        }
        Ok(Answer::New(vec)) => give_away(vec),
        Err(error) => return error.to_ptr(),
    };
    // SAFETY: \`answered\` is valid for writes by the safety requirements.
    unsafe { *answered = length };
    answer
}

/// # Safety
///
/// As for \`fw_rpc\` of \`struct fwctl_ops\`.
unsafe extern "C" fn echo(
    _raw: *mut bindings::fwctl_uctx,
    _scope: u32,
    request: *mut c_void,
    size: usize,
    answered: *mut usize,
) -> *mut c_void {
    // SAFETY: \`answered\` is valid for writes by the safety requirements.
    unsafe { *answered = size };
    request
}

static SEND: bindings::fwctl_ops = bindings::fwctl_ops {
    fw_rpc: Some(send::<Nic>),
    ..ZEROED
};

static ECHO: bindings::fwctl_ops = bindings::fwctl_ops {
    fw_rpc: Some(echo),
    ..ZEROED
};
`,
    },
    {
      bad: `
use kernel::{fwctl, prelude::*};

impl fwctl::Operations for Echo {
    fn fw_rpc(
        session: &mut fwctl::UserCtx<Self::UserCtx>,
        _scope: u32,
        message: &mut [u8],
        _out_len: *mut usize,
    ) -> Result<Option<KVec<u8>>, Error> {
        session.reverse(message)?;
        Ok(None)
        //~< ^^^^^^^^ unchecked-inplace-length
    }
}
`,
      path: 'drivers/misc/example.rs',
    },
  ],
  *check(context) {
    const { file, facts, packs } = context;
    yield* untouchedAnswers(context);
    for (const callback of callbacksOf(file, { facts, packs })) {
      const { inPlace } = callback.slot;
      const buffer = inPlace === undefined ? undefined : callback.parameter(inPlace.buffer);
      const length = inPlace === undefined ? undefined : callback.parameter(inPlace.length);
      const answer = inPlace === undefined ? undefined : callback.parameter(inPlace.answer);
      if (!file.is(buffer, 'identifier') || length === undefined || answer === undefined) continue;
      const checks = lengthChecks(callback, { length, answer, context });
      for (const given of resultsOf(callback, { buffer, context })) {
        if (checks.some((check) => isOnTheWay(file, { check, given, within: callback.function }))) continue;
        yield {
          at: given,
          message: `\`${file.textOf(given)}\` is returned as the answer, but nothing keeps \`*${file.textOf(answer)}\` within its \`${file.textOf(length)}\` bytes`,
          help: `C copies \`*${file.textOf(answer)}\` bytes from it to user space: check the length first`,
        };
      }
    }
  },
});

/** Methods of a driver that answer in place by giving no buffer, and never touch the pointer to the length. */
function* untouchedAnswers({ file, facts, packs }: Context): Generator<Report> {
  for (const { trait, methods } of callbackImplsOf(file, { facts, packs })) {
    const vtable = packs.flatMap(({ vtables }) => vtables ?? []).find(({ struct }) => struct === trait.vtable);
    for (const method of methods) {
      const slot = vtable?.slots.find(({ name }) => name === method.known.slot);
      const answer = parameterOf(method, 'answer');
      if (slot?.inPlace === undefined || answer === undefined) continue;
      const pattern = file.field(answer.node, 'pattern') ?? answer.node;
      const uses = file.descendants(method.body, 'identifier').map((name) => facts.bindings.of(name));
      if (uses.some((binding) => binding !== undefined && binding !== 'hidden' && binding.name === answer.name)) continue;
      for (const at of file.descendants(method.body, 'call_expression')) {
        if (file.textOf(at) !== 'Ok(None)' || !isResult(file, at)) continue;
        yield {
          at,
          message: `\`Ok(None)\` answers in the message's buffer, but nothing writes the length to \`${file.textOf(pattern)}\``,
          help: "it comes in as the size of user space's buffer, and C copies that many bytes",
        };
      }
    }
  }
}

/** Where the buffer's own name becomes what the callback returns. */
function resultsOf(callback: Callback, { buffer, context }: { buffer: Node; context: Context }): Node[] {
  const { file } = context;
  return file
    .descendants(callback.function, 'identifier')
    .filter((name) => comesFrom(name, { buffer, context }) && isResult(file, name));
}

/** Whether a name is the parameter or a plain copy of it. */
function comesFrom(name: Node, { buffer, context, depth = 0 }: { buffer: Node; context: Context; depth?: number }): boolean {
  const { file, facts } = context;
  const binding = facts.bindings.of(name);
  if (binding === undefined || binding === 'hidden' || depth > 8) return false;
  if (binding.name === buffer) return true;
  const value = binding.kind === 'let' && file.is(binding.pattern, 'identifier') ? binding.value : undefined;
  const inner = castOperand(file, value);
  return file.is(inner, 'identifier') && comesFrom(inner, { buffer, context, depth: depth + 1 });
}

/** `p` of `p.cast::<u8>()` and `p as *mut u8`. */
function castOperand(file: SourceFile, node: Node | undefined): Node | undefined {
  if (file.is(node, 'type_cast_expression')) return castOperand(file, file.field(node, 'value'));
  const called = file.is(node, 'call_expression') ? file.field(node, 'function') : undefined;
  if (!file.is(called, 'field_expression')) return node;
  const name = file.field(called, 'field');
  return name !== undefined && /^cast(?:_mut|_const)?$/.test(file.textOf(name))
    ? castOperand(file, file.field(called, 'value'))
    : node;
}

/** Whether the value of an expression leaves the function, or an arm of a `match` that gives a variable its value. */
function isResult(file: SourceFile, node: Node): boolean {
  let at = node;
  let throughBranch = false;
  for (const parent of file.ancestors(node)) {
    switch (file.kind(parent)) {
      case 'function_item':
      case 'closure_expression':
      case 'return_expression':
        return !file.is(parent, 'function_item') || file.fieldOf(at) === 'body';
      case 'let_declaration':
        return throughBranch && file.fieldOf(at) === 'value';
      case 'match_arm':
      case 'else_clause':
        if (file.is(parent, 'match_arm') && file.fieldOf(at) !== 'value') return false;
        throughBranch = true;
        break;
      case 'if_expression':
        if (file.fieldOf(at) === 'condition') return false;
        throughBranch = true;
        break;
      case 'match_expression':
        if (file.fieldOf(at) === 'value') return false;
        break;
      case 'block':
        if (tailOf(file, parent) !== at && !file.is(at, 'expression_statement')) return false;
        if (file.is(at, 'expression_statement') && tailOf(file, parent) !== file.named(at)[0]) return false;
        break;
      case 'call_expression':
        if (!file.is(at, 'field_expression') || castOperand(file, parent) === parent) return false;
        break;
      case 'field_expression':
      case 'type_cast_expression':
      case 'parenthesized_expression':
      case 'tuple_expression':
      case 'unsafe_block':
      case 'match_block':
      case 'expression_statement':
        break;
      default:
        return false;
    }
    at = parent;
  }
  return false;
}

/** Comparisons with the buffer's length, and answers that are made of it. */
function lengthChecks(callback: Callback, { length, answer, context }: { length: Node; answer: Node; context: Context }): Node[] {
  const { file, facts } = context;
  const speaksOf = (node: Node | undefined): boolean =>
    node !== undefined && [node, ...file.descendants(node, 'identifier', 'field_identifier')].some((name) => isLength(name));
  const isLength = (name: Node): boolean => {
    if (file.is(name, 'field_identifier')) return file.textOf(name) === 'len';
    const binding = file.is(name, 'identifier') ? facts.bindings.of(name) : undefined;
    return binding !== undefined && binding !== 'hidden' && binding.name === length;
  };
  const comparisons = file.descendants(callback.function, 'binary_expression').filter((node) => {
    const operator = file.field(node, 'operator');
    return operator !== undefined && /^[<>]=?$|^[!=]=$/.test(file.textOf(operator)) && speaksOf(node);
  });
  const answers = file.descendants(callback.function, 'assignment_expression').filter((node) => {
    const left = file.field(node, 'left');
    return left !== undefined && file.textOf(left).includes(file.textOf(answer)) && speaksOf(file.field(node, 'right'));
  });
  const limits = callsIn(file, { body: callback.function, calls: facts.calls }).filter((call) => {
    if (!call.arguments.some(speaksOf) && !speaksOf(call.receiver)) return false;
    return (
      /^(?:min|clamp|cmp|get|get_mut|checked_\w+|contains)$/.test(call.name) ||
      helperOf(file, { call, declarations: facts.declarations }) !== undefined
    );
  });
  return [...comparisons, ...answers, ...limits.map(({ node }) => node)];
}

/** Whether a check may have run before the buffer is given back, or runs on what is given back: it is in no other arm or branch. */
function isOnTheWay(file: SourceFile, { check, given, within }: { check: Node; given: Node; within: Node }): boolean {
  for (const branch of file.ancestors(check)) {
    if (branch === within) return true;
    const isBranch = file.is(branch, 'match_arm', 'else_clause') || file.fieldOf(branch) === 'consequence';
    if (isBranch && !file.contains(branch, given)) {
      const choice = file.is(branch, 'match_arm') ? file.parent(file.parent(branch) ?? branch) : file.parent(branch);
      if (choice !== undefined && file.contains(choice, given)) return false;
    }
  }
  return true;
}
