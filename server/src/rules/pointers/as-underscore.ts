// Casts that do not name their target type.

import { excerpt } from '../../facts/source/excerpt';
import { rule } from '../../rule';

export default rule({
  id: 'as-underscore',
  summary: 'A cast with `as _` hides its target type.',
  severity: 'warning',
  confidence: 'certain',
  needs: 'line',
  clippy: ['as_underscore'],
  why: `\`as\` silently truncates, changes the sign and turns pointers into integers. With \`as _\` a reader cannot see which of these happens, and a
type change elsewhere changes what the cast does. The kernel enables \`clippy::as_underscore\` for this reason.`,
  sources: [
    'Makefile (rust_common_flags: -Wclippy::as_underscore)',
    'https://rust-lang.github.io/rust-clippy/master/#as_underscore',
  ],
  examples: [
    {
      bad: `
fn set_width(width: u32) {
    let bits = width as _;
    //~        ^^^^^^^^^^ as-underscore
    program(bits);
}
`,
      good: `
fn set_width(width: u32) {
    let bits = width as usize;
    program(bits);
}

fn data(buffer: *mut c_void) -> *mut u8 {
    buffer.cast()
}
`,
    },
    {
      bad: `
fn configure(chip: &Chip, mode: &Mode) -> Result {
    // SAFETY: \`chip.as_raw()\` is valid.
    to_result(unsafe {
        bindings::pwm_configure(
            chip.as_raw(),
            mode.polarity() as _,
        //~ ^^^^^^^^^^^^^^^^^^^^ as-underscore
            core::ptr::null_mut() as _,
        //~ ^^^^^^^^^^^^^^^^^^^^^^^^^^ as-underscore
        )
    })
}

macro_rules! register {
    ($name:ident, $value:expr) => {
        fn $name() -> u32 {
            $value as _
        //~ ^^^^^^^^^^^ as-underscore
        }
    };
}
`,
      good: `
#[allow(clippy::as_underscore)]
fn errno(ret: isize) -> c_int {
    ret as _
}

fn header(buffer: *const u8) -> *const Header {
    let size = size_of::<Header>() as isize;
    buffer.wrapping_offset(size).cast()
}
`,
    },
  ],
  *check({ file }) {
    for (const cast of file.nodes('type_cast_expression')) {
      const type = file.field(cast, 'type');
      const value = file.field(cast, 'value');
      if (type === undefined || value === undefined || file.textOf(type) !== '_') continue;
      yield { at: cast, message: `\`as _\` hides the type that \`${excerpt(file.textOf(value))}\` is cast to: name the type` };
    }
  },
});
