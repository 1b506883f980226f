// Callbacks that return C's own buffer as the answer without bounding how much of it C will copy.

import { castOperand, isResult, isOnTheWay } from '../../facts/types/results';
import { callsIn } from '../../facts/names/calls';
import { parameterOf } from '../../facts/kernel/callbacks';
import { helperOf, type Callback } from '../../facts/kernel/vtable-callbacks';
import { rule, type Context, type Report } from '../../rule';
import { pattern } from '../../syntax/pattern';
import type { Node } from '../../syntax/source-file';

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
    const { file, facts } = context;
    yield* untouchedAnswers(context);
    for (const callback of facts.callbacks) {
      const { inPlace } = callback.slot;
      if (inPlace === undefined) continue;
      const buffer = callback.parameter(inPlace.buffer);
      const length = callback.parameter(inPlace.length);
      const answer = callback.parameter(inPlace.answer);
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

const inPlaceAnswer = pattern('Ok(None)');

/** Methods of a driver that answer in place by giving no buffer, and never touch the pointer to the length. */
function* untouchedAnswers({ file, facts }: Context): Generator<Report> {
  for (const { trait, methods } of facts.callbackImpls) {
    const vtable = facts.packs.flatMap(({ vtables }) => vtables ?? []).find(({ struct }) => struct === trait.vtable);
    for (const method of methods) {
      const slot = vtable?.slots.find(({ name }) => name === method.known.slot);
      const answer = parameterOf(method, 'answer');
      if (slot?.inPlace === undefined || answer === undefined) continue;
      const pattern = file.field(answer.node, 'pattern') ?? answer.node;
      if (file.descendants(method.body, 'identifier').some((name) => facts.bindings.known(name)?.name === answer.name)) continue;
      for (const { node: at } of facts.matches(inPlaceAnswer, method.body)) {
        if (!isResult(at, { file, facts })) continue;
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
    .filter((name) => comesFrom(name, { buffer, context }) && isResult(name, context));
}

/** Whether a name is the parameter or a plain copy of it. */
function comesFrom(name: Node, { buffer, context, depth = 0 }: { buffer: Node; context: Context; depth?: number }): boolean {
  const { file, facts } = context;
  const binding = facts.bindings.known(name);
  if (binding === undefined || depth > 8) return false;
  if (binding.name === buffer) return true;
  const value = binding.kind === 'let' && file.is(binding.pattern, 'identifier') ? binding.value : undefined;
  const inner = castOperand(value, facts);
  return file.is(inner, 'identifier') && comesFrom(inner, { buffer, context, depth: depth + 1 });
}

/** Comparisons with the buffer's length, and answers that are made of it. */
function lengthChecks(callback: Callback, { length, answer, context }: { length: Node; answer: Node; context: Context }): Node[] {
  const { file, facts } = context;
  const isLength = (name: Node): boolean => {
    if (file.is(name, 'field_identifier')) return file.textOf(name) === 'len';
    return file.is(name, 'identifier') && facts.bindings.known(name)?.name === length;
  };
  const speaksOf = (node: Node | undefined): boolean =>
    node !== undefined && [node, ...file.descendants(node, 'identifier', 'field_identifier')].some(isLength);
  const comparisons = file.descendants(callback.function, 'binary_expression').filter((node) => {
    return file.is(file.field(node, 'operator'), '<', '<=', '>', '>=', '==', '!=') && speaksOf(node);
  });
  const answers = file.descendants(callback.function, 'assignment_expression').filter((node) => {
    const left = file.textOf(file.field(node, 'left'));
    return left?.includes(file.textOf(answer)) === true && speaksOf(file.field(node, 'right'));
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
