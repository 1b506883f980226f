// Pointers made mutable for a C parameter that points to `const`.

import { cFunction } from '../../facts/names/c-knowledge';
import { rule, type Context } from '../../rule';
import type { Node, SourceFile } from '../../syntax/source-file';

export default rule({
  id: 'needless-cast-mut',
  summary: 'A pointer is cast to `*mut` for a C parameter that is a pointer to `const`.',
  severity: 'hint',
  confidence: 'certain',
  needs: 'file',
  why: `Where C declares \`const struct ops *\`, the binding takes \`*const ops\`, and a \`*const\` pointer can be passed as it is. A cast to \`*mut\`
suggests that C writes through the pointer, and it keeps the compiler from noticing when C starts to.`,
  sources: ['include/linux/fwctl.h', 'https://doc.rust-lang.org/core/primitive.pointer.html#method.cast_mut'],
  examples: [
    {
      bad: `
fn alloc(parent: &Device<Bound>, size: usize) -> *mut bindings::fwctl_device {
    let ops = core::ptr::from_ref(&OPS).cast_mut();
    //~                                ^^^^^^^^^^^ needless-cast-mut
    // SAFETY: \`OPS\` is static, \`parent\` is bound and \`size\` covers the struct.
    unsafe { bindings::_fwctl_alloc_device(parent.as_raw(), ops, size) }
}

fn again(parent: &Device<Bound>, size: usize) -> *mut bindings::fwctl_device {
    // SAFETY: \`OPS\` is static, \`parent\` is bound and \`size\` covers the struct.
    unsafe { bindings::_fwctl_alloc_device(parent.as_raw(), (&raw const OPS).cast_mut(), size) }
    //~                                                                     ^^^^^^^^^^^ needless-cast-mut
}
`,
      fixed: `
fn alloc(parent: &Device<Bound>, size: usize) -> *mut bindings::fwctl_device {
    let ops = core::ptr::from_ref(&OPS);
    // SAFETY: \`OPS\` is static, \`parent\` is bound and \`size\` covers the struct.
    unsafe { bindings::_fwctl_alloc_device(parent.as_raw(), ops, size) }
}

fn again(parent: &Device<Bound>, size: usize) -> *mut bindings::fwctl_device {
    // SAFETY: \`OPS\` is static, \`parent\` is bound and \`size\` covers the struct.
    unsafe { bindings::_fwctl_alloc_device(parent.as_raw(), &raw const OPS, size) }
}
`,
      good: `
fn alloc(parent: &Device<Bound>, size: usize) -> *mut bindings::fwctl_device {
    let ops = core::ptr::from_ref(&OPS).cast_mut();
    // SAFETY: \`OPS\` is static, \`parent\` is bound and \`size\` covers the struct.
    let first = unsafe { bindings::_fwctl_alloc_device(parent.as_raw(), ops, size) };
    keep(first, ops)
}

fn other(parent: *const bindings::device) {
    // SAFETY: The caller owns a reference.
    unsafe { bindings::put_device(parent.cast_mut()) };
}
`,
    },
  ],
  *check(context) {
    const { file, facts } = context;
    if (facts.unit.crate === 'host') return;
    for (const call of facts.calls) {
      if (call.kind !== 'function' || !/(?:^|::)bindings::\w+$/.test(call.path ?? '')) continue;
      const known = cFunction(facts.packs, call.name);
      for (const parameter of known?.constParameters ?? []) {
        const argument = call.arguments[known?.parameters.indexOf(parameter) ?? -1];
        const cast = argument === undefined ? undefined : castIn(context, argument);
        if (cast === undefined) continue;
        const end = file.end(cast.whole);
        const gap = file.text.slice(cast.end, end);
        const edits = [
          ...(cast.opens === undefined ? [] : [{ ...file.span(cast.opens), text: '' }]),
          { start: cast.end, end, text: '' },
        ];
        yield {
          at: { start: end - gap.replace(/^[)\s]+/, '').length, end },
          message: `\`${call.name}()\` takes \`${parameter}\` as a pointer to \`const\`: the cast to \`*mut\` is not needed`,
          fix: { title: 'Remove the cast', kind: cast.isMethod ? 'safe' : 'suggestion', edits },
        };
      }
    }
  },
});

interface Cast {
  readonly whole: Node;
  /** Where what is cast ends. */
  readonly end: number;
  readonly isMethod: boolean;
  /** The parenthesis that goes too: `(&raw const X).cast_mut()`. */
  readonly opens: Node | undefined;
}

/** The cast that an argument ends in, or the value of a local that is used for nothing else. */
function castIn({ file, facts }: Context, argument: Node): Cast | undefined {
  if (!file.is(argument, 'identifier')) return lastCast(file, argument);
  const binding = facts.bindings.of(argument);
  if (binding === undefined || binding === 'hidden' || binding.kind !== 'let' || binding.type !== undefined) return undefined;
  if (binding.value === undefined || binding.pattern !== binding.name) return undefined;
  const around = file.closest(argument, 'function_item');
  const name = file.textOf(argument);
  const uses = file.descendants(around, 'identifier').filter((node) => file.textOf(node) === name);
  return uses.length === 2 ? lastCast(file, binding.value) : undefined;
}

function lastCast(file: SourceFile, value: Node): Cast | undefined {
  if (file.is(value, 'type_cast_expression')) {
    const type = file.field(value, 'type');
    const inner = file.field(value, 'value');
    // On a reference, `as *mut` may be the only thing that makes it a pointer.
    const isPointer = file.is(inner, 'type_cast_expression') && file.is(file.field(inner, 'type'), 'pointer_type');
    if (inner === undefined || !isPointer || !file.is(type, 'pointer_type')) return undefined;
    return /^\*mut _$/.test(file.textOf(type))
      ? { whole: value, end: file.end(inner), isMethod: false, opens: undefined }
      : undefined;
  }
  const called = file.is(value, 'call_expression') ? file.field(value, 'function') : undefined;
  const receiver = file.is(called, 'field_expression') ? file.field(called, 'value') : undefined;
  const name = file.is(called, 'field_expression') ? file.field(called, 'field') : undefined;
  if (receiver === undefined || name === undefined || file.textOf(name) !== 'cast_mut') return undefined;
  const inner = file.is(receiver, 'parenthesized_expression') ? file.named(receiver)[0] : undefined;
  if (inner === undefined) return { whole: value, end: file.end(receiver), isMethod: true, opens: undefined };
  return { whole: value, end: file.end(inner), isMethod: true, opens: file.child(receiver, '(') };
}
