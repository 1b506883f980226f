// Which SAFETY comment argues for which unsafe site, in all the places that kernel code puts them.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { startParser } from '../../../server/src/syntax/parser';
import { factsOf, parse } from '../../check';

before(() => startParser());

/** Each site as `kind: text of its comment`, `-` where it has none. */
function argued(text: string): string[] {
  const facts = factsOf(parse(text));
  return facts.unsafeSites.map((site) => `${site.kind}: ${facts.safetyComments.of(site)?.text.replace(/\n/g, ' ') ?? '-'}`);
}

const inFunction = (body: string): string => `fn f() {\n${body}\n}\n`;

describe('the SAFETY comment of an unsafe site', () => {
  const found: Record<string, string> = {
    'above the statement': inFunction('// SAFETY: a.\nunsafe { g() };'),
    'above the let': inFunction('// SAFETY: a.\nlet x =\n    unsafe { g() };'),
    'above the block inside the statement': inFunction('let x =\n    // SAFETY: a.\n    unsafe { g() };'),
    'behind the equals sign': inFunction('let x = // SAFETY: a.\n    unsafe { g() };'),
    'on the same line': inFunction('let x = /* SAFETY: a. */ unsafe { g() };'),
    'a block comment over several lines': inFunction('/*\n * SAFETY: a.\n */\nunsafe { g() };').replace(
      ' * SAFETY: a.\n */',
      ' SAFETY: a. */',
    ),
    'above an attribute': inFunction('// SAFETY: a.\n#[allow(x)]\nlet x = unsafe { g() };'),
    'between attributes': inFunction('#[allow(x)]\n// SAFETY: a.\n#[allow(\n    y,\n    z\n)]\nlet x = unsafe { g() };'),
    'with an empty line below': inFunction('// SAFETY: a.\n\nunsafe { g() };'),
    'in any case': inFunction('// Safety: a.\nunsafe { g() };'),
    'on a tail expression': inFunction('// SAFETY: a.\nunsafe { g() }'),
    'above a method chain': inFunction('// SAFETY: a.\nh(1)\n    .map(|x| unsafe { g(x) })\n    .unwrap_or(0);'),
    'above a call with the block among its arguments': inFunction('// SAFETY: a.\nh(\n    1,\n    unsafe { g() },\n);'),
    'above a return': inFunction('// SAFETY: a.\nreturn unsafe { g() };'),
    'above an assignment': inFunction('// SAFETY: a.\nself.x =\n    unsafe { g() };'),
    'above a let of a match': inFunction('// SAFETY: a.\nlet x = match unsafe { g() } {\n    y => y,\n};'),
    'above a match arm': inFunction('match x {\n    // SAFETY: a.\n    1 =>\n        unsafe { g() },\n    _ => 0,\n};'),
    'above a struct field': inFunction('S {\n    // SAFETY: a.\n    x:\n        unsafe { g() },\n};'),
    'above a let else': inFunction('// SAFETY: a.\nlet Some(x) = (unsafe { g() }) else {\n    return;\n};'),
    'in a const': '// SAFETY: a.\nconst X: u8 =\n    unsafe { g() };\n',
    'in a static': '// SAFETY: a.\npub static X: u8 = unsafe { g() };\n',
    'in an associated const': 'impl S {\n    // SAFETY: a.\n    const X: u8 =\n        unsafe { g() };\n}\n',
    'inside, at the head of the block': inFunction('unsafe {\n    // SAFETY: a.\n    g()\n};'),
    'in a macro argument': inFunction('h!(1,\n    // SAFETY: a.\n    unsafe { g() });'),
    'above the statement of a macro': inFunction('// SAFETY: a.\nh!(1, unsafe { g() });'),
    'in an initializer macro': inFunction('pin_init!(Self {\n    // SAFETY: a.\n    x <- unsafe { g() },\n})'),
    'in the body of a macro':
      'macro_rules! m {\n    ($x:expr) => {\n        // SAFETY: a.\n        unsafe { $x.g() }\n    };\n}\n',
    'in the tokens of a macro': 'm! {\n    @x [a b]\n    // SAFETY: a.\n    static X: A<u8, u8> =\n        unsafe { g() };\n}\n',
    'behind other remarks': inFunction('// We hold the lock.\n// SAFETY: a.\nunsafe { g() };'),
    'before an argument of another kind': inFunction('// SAFETY: a.\n// INVARIANT: b.\nunsafe { g() };'),
    'with Windows line ends': inFunction('// SAFETY: a.\nunsafe { g() };').replace(/\n/g, '\r\n'),
  };
  for (const [name, text] of Object.entries(found)) {
    it(`stands ${name}`, () => {
      assert.deepEqual(argued(text), ['block: a.']);
    });
  }

  const missing: Record<string, string> = {
    'has code between': inFunction('// SAFETY: a.\nlet y = 1;\nunsafe { g() };'),
    'stands above the function': `// SAFETY: a.\n${inFunction('unsafe { g() };')}`,
    'stands above the function on one line': '// SAFETY: a.\nfn f() { unsafe { g() } }\n',
    'stands above an if that has the block in its condition further down': inFunction(
      '// SAFETY: a.\nif h()\n    && unsafe { g() }\n{\n}',
    ),
    'stands above an if that has the block inside': inFunction('// SAFETY: a.\nif h() {\n    unsafe { g() };\n}'),
    'follows the block': inFunction('unsafe { g() }; // SAFETY: a.'),
    'only mentions safety behind code': inFunction('h(); // no SAFETY: a.\nunsafe { g() };'),
    'is the example in a doc comment': '/// ```\n/// // SAFETY: a.\n/// ```\nconst X: u8 = unsafe { g() };\n',
  };
  for (const [name, text] of Object.entries(missing)) {
    it(`is none where it ${name}`, () => {
      assert.deepEqual(argued(text), ['block: -']);
    });
  }

  it('argues for every block of a statement', () => {
    assert.deepEqual(argued(inFunction('// SAFETY: a.\nlet x = unsafe { g() } + unsafe { h() };')), ['block: a.', 'block: a.']);
  });

  it('argues for one impl', () => {
    assert.deepEqual(argued('// SAFETY: a.\nunsafe impl Send for S {}\nunsafe impl Sync for S {}\n'), ['impl: a.', 'impl: -']);
  });

  it('goes on over the lines below, and ends before another tag', () => {
    assert.deepEqual(argued(inFunction('// SAFETY: a\n//   - b\n// CAST: c.\nunsafe { g() };')), ['block: a - b']);
  });
});

describe('unsafe sites', () => {
  it('are blocks, items and attributes, not types', () => {
    const text = `
unsafe extern "C" { fn c(); }
#[unsafe(no_mangle)]
pub extern "C" fn exported() {}
unsafe trait T { unsafe fn m(&self); }
unsafe impl T for fn(unsafe fn(u8)) { unsafe fn m(&self) {} }
type Callback = unsafe extern "C" fn(u8);
static C: Option<unsafe fn()> = None;
`;
    assert.deepEqual(
      factsOf(parse(text)).unsafeSites.map(({ kind }) => kind),
      ['extern', 'attribute', 'trait', 'fn', 'impl', 'fn'],
    );
  });

  it('are found in the tokens of macros, where braces around an item are the macro’s own', () => {
    const text = `
m! { @rule $(x)* unsafe { g() } unsafe impl Send for X {} unsafe fn f() {} type F = unsafe fn(u8); }
impl_field!(@a unsafe { impl HasField for X { self.x } });
`;
    assert.deepEqual(
      factsOf(parse(text)).unsafeSites.map(({ kind, inTokens }) => `${kind} ${inTokens}`),
      ['block true', 'impl true', 'fn true'],
    );
  });
});
