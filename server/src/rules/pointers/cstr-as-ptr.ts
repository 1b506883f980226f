// C string pointers with core's `c_char`.

import { isConst, hasMethods } from '../../facts/types/method-traits';
import type { Call } from '../../facts/names/calls';
import { withLayout } from '../../facts/source/layout';
import { nameOf } from '../../facts/types/types';
import { seenThrough } from '../../facts/types/values';
import { rule, type Context, type Edit, type Fix } from '../../rule';
import type { Node, SourceFile } from '../../syntax/source-file';

export default rule({
  id: 'cstr-as-ptr',
  summary: "`CStr::as_ptr` or `CStr::from_ptr` is used, with core's `c_char` instead of the kernel's.",
  severity: 'warning',
  confidence: 'certain',
  needs: 'file',
  clippy: ['disallowed_methods'],
  why: `The kernel compiles C with \`-funsigned-char\`, so its \`c_char\` is \`u8\` everywhere. Core follows the platform: on x86 its \`c_char\` is \`i8\`. A
pointer from \`CStr::as_ptr()\` therefore matches the bindings on arm64 and fails to compile on x86, unless a cast hides the difference along with any
other mistake. \`CStrExt\`, which the prelude brings, has \`as_char_ptr()\` and \`from_char_ptr()\` with the kernel's type. The kernel's clippy
configuration disallows the other two.`,
  sources: ['.clippy.toml (disallowed-methods)', 'rust/kernel/str.rs (CStrExt)', 'rust/ffi.rs (c_char)'],
  examples: [
    {
      bad: `
use kernel::prelude::*;

fn request(name: &CStr, dev: &Device) -> *mut bindings::gpio_desc {
    // SAFETY: \`name\` is NUL-terminated and \`dev\` is valid for the duration of this call.
    unsafe { bindings::gpiod_get(dev.as_raw(), name.as_ptr().cast(), 0) }
    //~                                             ^^^^^^ cstr-as-ptr
}
`,
      fixed: `
use kernel::prelude::*;

fn request(name: &CStr, dev: &Device) -> *mut bindings::gpio_desc {
    // SAFETY: \`name\` is NUL-terminated and \`dev\` is valid for the duration of this call.
    unsafe { bindings::gpiod_get(dev.as_raw(), name.as_char_ptr().cast(), 0) }
}
`,
      path: 'drivers/gpio/gpio_lines.rs',
    },
    {
      bad: `
use crate::prelude::*;

struct Led {
    label: &'static CStr,
}

impl Led {
    fn label(&self) -> *const c_char {
        self.label.as_ptr().cast()
        //~        ^^^^^^ cstr-as-ptr
    }

    fn driver_name(raw: *const c_char) -> &'static CStr {
        // SAFETY: Names of drivers are NUL-terminated and live as long as the kernel.
        unsafe { CStr::from_ptr(raw.cast()) }
        //~            ^^^^^^^^ cstr-as-ptr
    }
}
`,
      fixed: `
use crate::prelude::*;

struct Led {
    label: &'static CStr,
}

impl Led {
    fn label(&self) -> *const c_char {
        self.label.as_char_ptr().cast()
    }

    fn driver_name(raw: *const c_char) -> &'static CStr {
        // SAFETY: Names of drivers are NUL-terminated and live as long as the kernel.
        unsafe { CStr::from_char_ptr(raw.cast()) }
    }
}
`,
      good: `
use crate::prelude::*;

fn first(names: &[u8], list: &NonNull<Led>) -> (*const u8, *mut Led) {
    (names.as_ptr(), list.as_ptr())
}

#[expect(clippy::disallowed_methods, reason = "a field of core's type")]
fn raw(name: &CStr) -> *const core::ffi::c_char {
    name.as_ptr()
}
`,
    },
    {
      bad: `
use kernel::prelude::*;

static LABEL: Label = Label(c"panel".as_ptr().cast());
//~                                  ^^^^^^ cstr-as-ptr
`,
      fixed: `
use kernel::prelude::*;

static LABEL: Label = Label(kernel::str::as_char_ptr_in_const_context(c"panel").cast());
`,
      path: 'drivers/gpu/drm/panel/panel_label.rs',
    },
  ],
  *check(context) {
    const { file, facts } = context;
    const hasPointers = facts.hasCharPointers;
    if (hasPointers === false || !/\b(?:as_ptr|from_ptr)\b/.test(file.text) || !facts.isKernelCode) return;
    if (facts.declarations.type('CStr') !== undefined) return;
    for (const call of facts.calls) {
      const found = misuseOf(context, call);
      if (found === undefined) continue;
      yield {
        at: call.nameNode,
        message: `\`CStr::${call.name}()\` uses core's \`c_char\`: use \`${found.instead}()\`, which has the kernel's`,
        fix: fixFor(call, { context, ...found, isSure: hasPointers === true }),
        // Without a tree, only new code is sure to target a recent kernel.
        ...(hasPointers === undefined ? { elsewhere: 'information' } : {}),
      };
    }
  },
});

function misuseOf({ file, facts }: Context, call: Call): { instead: 'as_char_ptr' | 'from_char_ptr' } | undefined {
  if (call.kind === 'method') {
    if (call.name !== 'as_ptr' || call.arguments.length > 0 || call.receiver === undefined) return undefined;
    const isCString =
      isLiteral(file, call.receiver) ||
      seenThrough(facts.values.typeOf(call.receiver)).some((type) => ['CStr', 'CString'].includes(nameOf(type) ?? ''));
    return isCString ? { instead: 'as_char_ptr' } : undefined;
  }
  const [, module = '', name = ''] = /^(?:(.*)::)?CStr::(as_ptr|from_ptr)$/.exec(call.path ?? '') ?? [];
  if (name === '' || !['', 'core::ffi', 'ffi', 'kernel::ffi', 'kernel::str', 'kernel::prelude'].includes(module))
    return undefined;
  return { instead: name === 'as_ptr' ? 'as_char_ptr' : 'from_char_ptr' };
}

/** `c"…"` and `cr"…"`, in parentheses too. */
const isLiteral = (file: SourceFile, node: Node): boolean =>
  /^\(*cr?#*"/.test(file.text.slice(file.start(node), file.start(node) + 8));

function fixFor(
  call: Call,
  { context, instead, isSure }: { context: Context; instead: 'as_char_ptr' | 'from_char_ptr'; isSure: boolean },
): Fix | undefined {
  const { file } = context;
  if (isConst(file, call.node)) return instead === 'from_char_ptr' ? undefined : constFix(call, context);
  const edit: Edit = { ...file.span(call.nameNode), text: instead };
  return {
    title: `Replace with \`${instead}()\``,
    kind: isSure && hasMethods(context, call.node) ? 'safe' : 'suggestion',
    edits: withLayout(file, call.node, [edit]),
  };
}

function constFix(call: Call, { file, facts }: Context): Fix | undefined {
  const string = call.receiver ?? call.arguments[0];
  if (string === undefined) return undefined;
  const isReference = isLiteral(file, string) || facts.values.typeOf(string)?.kind === 'reference' || call.receiver === undefined;
  if (!isReference) return undefined;
  const crate = facts.unit.crate === 'kernel' ? 'crate' : 'kernel';
  const text = `${crate}::str::as_char_ptr_in_const_context(${file.textOf(string)})`;
  return {
    title: 'Replace with `as_char_ptr_in_const_context()`',
    kind: 'suggestion',
    edits: [{ ...file.span(call.node), text }],
  };
}
