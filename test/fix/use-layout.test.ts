// The vertical layout as rustfmt keeps it, and what imports leave behind when they go.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { looseLists, mergedText, removal, summary, verticalText } from '../../server/src/fix/use-layout';
import { startParser } from '../../server/src/syntax/parser';
import { applyEdits } from '../../server/src/fix/edits';
import { factsOf, parse } from '../check';

before(() => startParser());

function vertical(text: string): string | undefined {
  const file = parse(text);
  const [declaration] = factsOf(file).uses;
  return declaration === undefined ? undefined : verticalText(file, declaration);
}

/** The text without the imports of these names. */
function without(text: string, ...names: string[]): string | undefined {
  const file = parse(text);
  const [declaration] = factsOf(file).uses;
  if (declaration === undefined) return undefined;
  const imports = declaration.imports.filter(({ name, path }) => names.includes(name ?? path.join('::')));
  const edit = removal(file, { declaration, imports });
  return edit === undefined ? undefined : applyEdits(text, [edit]);
}

describe('the vertical layout', () => {
  it('sorts as rustfmt does', () => {
    assert.equal(
      vertical('use crate::x::{A1, A2, A10, Ab, AB, aB, Z9, r#type, types, self as me, _x, b as c, b::d, e::{self}, *};'),
      `use crate::x::{
    self as me,
    _x,
    aB,
    b as c,
    b::d,
    e::{self},
    r#type,
    types,
    Ab,
    A1,
    A10,
    A2,
    AB,
    Z9,
    *, //
};`,
    );
  });

  it('has no braces around one, but for those that a comment keeps', () => {
    assert.equal(vertical('use a::{b::{c}, d};'), 'use a::{\n    b::c,\n    d, //\n};');
    const open = 'use a::{\n    b::{\n        c, //\n    },\n    d, //\n};';
    assert.equal(vertical(open), open);
  });

  it('keeps indent, visibility and line ends', () => {
    assert.equal(
      vertical('mod a {\r\n    pub(crate) use super::{b, c};\r\n}\r\n'),
      'pub(crate) use super::{\r\n        b,\r\n        c, //\r\n    };',
    );
    assert.equal(vertical('use ::{core::ptr, kernel::of};'), 'use ::{\n    core::ptr,\n    kernel::of, //\n};');
  });

  it('is missed where items share a line or nothing keeps them apart', () => {
    const faults = (text: string): string[] => {
      const file = parse(text);
      return factsOf(file).uses.flatMap((use) => looseLists(file, use).map(({ fault, tree }) => `${fault} ${summary(tree)}`));
    };
    assert.deepEqual(faults('use a::{b, c::{d, e}, f};'), ['joined a::{b, c::{…}, …}']);
    assert.deepEqual(faults('use a::{\n    b,\n    c::{d, e}, //\n};'), ['joined c::{d, e}']);
    assert.deepEqual(faults('use a::{\n    b,\n    c,\n};'), ['unmarked a::{b, c}']);
    assert.deepEqual(
      faults('use a::{\n    b, // for the clock\n    c,\n};\nuse a::{b};\nuse a::{\n    b, //\n};\nuse a::b;'),
      [],
    );
  });

  it('takes neighbours together by their modules', () => {
    const merged = (text: string): string | undefined => {
      const file = parse(text);
      return mergedText(file, factsOf(file).uses);
    };
    assert.equal(
      merged(
        'use crate::device::Device;\nuse crate::device;\nuse crate::error::code::*;\nuse crate::{device::{self, Bound}, error::Result};',
      ),
      `use crate::{
    device,
    device::{
        self,
        Bound,
        Device, //
    },
    error::{
        code::*,
        Result, //
    },
};`,
    );
    assert.equal(merged('use core::ptr;\nuse kernel::of;'), undefined, 'no common beginning');
  });
});

describe('an import that goes', () => {
  it('takes its line, and one of two blank lines', () => {
    assert.equal(without('use a::b;\n\nuse a::c;\n\nfn f() {}\n', 'b'), 'use a::c;\n\nfn f() {}\n');
    assert.equal(without('//! Docs.\n\nuse a::b;\n\nfn f() {}\n', 'b'), '//! Docs.\n\nfn f() {}\n');
    assert.equal(without('use a::{\n    b,\n    c, //\n};\nfn f() {}\n', 'b', 'c'), 'fn f() {}\n');
  });

  it('leaves no braces around one', () => {
    assert.equal(without('use a::{b, c};\n', 'b'), 'use a::c;\n');
    assert.equal(without('use a::{b::{c, d}, e};\n', 'e', 'c'), 'use a::b::d;\n');
    assert.equal(without('use a::fmt::{self, Write};\n', 'Write'), 'use a::fmt;\n');
    assert.equal(
      without('use a::{\n    b::{\n        c,\n        d, //\n    },\n    e, //\n};\n', 'd'),
      'use a::{\n    b::c,\n    e, //\n};\n',
    );
  });

  it('leaves the other lists as they are', () => {
    assert.equal(
      without('use a::{\n    b::{c, d},\n    e::f,\n    g,\n    h,\n};\n', 'f'),
      'use a::{\n    b::{c, d},\n    g, h,\n};\n',
    );
    assert.equal(without('use a::{\n    b,\n    c,\n    d, //\n};\n', 'd'), 'use a::{\n    b,\n    c, //\n};\n');
    assert.equal(without('use a::{\n    b::{c, d},\n    e,\n    f,\n};\n', 'c', 'd'), 'use a::{\n    e,\n    f, //\n};\n');
  });

  it('stays where a comment would be lost', () => {
    assert.equal(without('use a::{\n    b, // for the clock\n    c,\n};\n', 'c'), undefined);
    assert.equal(without('use a::b; use a::c;\n', 'b'), undefined);
  });
});
