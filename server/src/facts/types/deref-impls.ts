// `Deref` and `DerefMut` for a wrapper, as text to insert after its struct.

import type { SourceFile } from '../../syntax/source-file';
import type { Impl } from '../names/items';
import type { Change } from '../source/layout';
import type { Field, Struct } from './structs';

/** Which of the two traits a type has already. */
export const hasImpl = (impls: readonly Impl[], type: string, trait: 'Deref' | 'DerefMut'): boolean =>
  impls.some(({ typeName, traitName }) => typeName === type && traitName === trait);

/**
 * The impls that let a wrapper be used as what is in `field`, those that it has left out. A pinned field gets no `DerefMut`, which would let safe code
 * move it. Nothing where the generics are more than can be repeated.
 */
export function derefImpls(
  file: SourceFile,
  { struct, field, mutable, impls }: { struct: Struct; field: Field; mutable: boolean; impls: readonly Impl[] },
): Change | undefined {
  const { name, node } = struct.item;
  const list = file.field(node, 'type_parameters');
  const written =
    list === undefined
      ? ''
      : file
          .textOf(list)
          .replace(/\s+/g, ' ')
          .replace(/,? ?>$/, '>');
  const where = file.child(node, 'where_clause');
  if (written.includes('=') || file.inMacro(node) || where !== undefined) return undefined;
  const parameters = list === undefined ? [] : file.named(list).map((parameter) => file.field(parameter, 'name') ?? parameter);
  const names = parameters.map((parameter) => file.textOf(parameter).replace(/:.*/s, '').trim());
  const type = names.length === 0 ? name : `${name}<${names.join(', ')}>`;
  const target = file.textOf(field.type);
  const isPinned = field.attributes.some(({ path }) => path === 'pin');
  const blocks = [
    ...(hasImpl(impls, name, 'Deref') ? [] : [readBlock({ written, type, target, field: field.name })]),
    ...(!mutable || isPinned || hasImpl(impls, name, 'DerefMut') ? [] : [writeBlock({ written, type, field: field.name })]),
  ];
  if (blocks.length === 0) return undefined;
  const at = file.end(node);
  const text = blocks.map((block) => `\n\n${block}`).join('');
  return { start: at, end: at, text: text.replaceAll('\n', file.lineBreak) };
}

interface Block {
  readonly written: string;
  readonly type: string;
  readonly field: string;
}

const readBlock = ({ written, type, target, field }: Block & { target: string }): string =>
  `impl${written} core::ops::Deref for ${type} {
    type Target = ${target};

    fn deref(&self) -> &Self::Target {
        &self.${field}
    }
}`;

const writeBlock = ({ written, type, field }: Block): string =>
  `impl${written} core::ops::DerefMut for ${type} {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.${field}
    }
}`;
