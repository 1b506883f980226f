// The structs of function pointers that a file fills in for C, with the function in each slot.

import type { Node, SourceFile } from '../../syntax/source-file';
import { lastName, type Declarations } from '../names/declarations';

export interface SlotValue {
  readonly node: Node;
  /** The field of the C struct: `open_uctx`. */
  readonly slot: string;
  readonly value: Node;
  /** The function of this file that C will call; undefined where the value is something else, `None` for example. */
  readonly callback: Node | undefined;
}

export interface VtableValue {
  readonly node: Node;
  /** Of the C struct, without `bindings`: `fwctl_ops`. */
  readonly struct: string;
  readonly slots: readonly SlotValue[];
}

/** Every `bindings::NAME { slot: … }`, in source order. */
export function vtablesOf(file: SourceFile, { declarations }: { declarations: Declarations }): VtableValue[] {
  return file.nodes('struct_expression').flatMap((node): VtableValue[] => {
    const name = file.field(node, 'name');
    const body = file.field(node, 'body');
    if (name === undefined || body === undefined || !isBinding(file, { name, declarations })) return [];
    const slots = file.named(body).flatMap((entry) => slotOf(file, { entry, declarations }));
    return [{ node, struct: lastName(file, name) ?? '', slots }];
  });
}

function isBinding(file: SourceFile, { name, declarations }: { name: Node; declarations: Declarations }): boolean {
  if (/(?:^|::)\s*bindings\s*::\s*\w+$/.test(file.textOf(name))) return true;
  return declarations.imported(file.textOf(name))?.at(-2) === 'bindings';
}

function slotOf(file: SourceFile, { entry, declarations }: { entry: Node; declarations: Declarations }): SlotValue[] {
  const field = file.field(entry, 'field');
  const value = file.field(entry, 'value');
  if (!file.is(entry, 'field_initializer') || field === undefined || value === undefined) return [];
  return [{ node: entry, slot: file.textOf(field), value, callback: callbackOf(file, { value, declarations }) }];
}

/** `Some(Self::open)`, `Some(Adapter::<T>::open)`, `Some(open::<T>)`, `open`. */
function callbackOf(file: SourceFile, { value, declarations }: { value: Node; declarations: Declarations }): Node | undefined {
  let path = value;
  if (file.is(value, 'call_expression') && file.textOf(file.field(value, 'function') ?? value) === 'Some') {
    const list = file.field(value, 'arguments');
    const [only] = list === undefined ? [] : file.named(list);
    if (only === undefined) return undefined;
    path = only;
  }
  if (file.is(path, 'generic_function')) path = file.field(path, 'function') ?? path;
  const name = lastName(file, path);
  if (name === undefined) return undefined;
  if (file.is(path, 'identifier')) return asFunction(file, declarations.function(name));
  if (!file.is(path, 'scoped_identifier')) return undefined;
  const written = lastName(file, file.field(path, 'path'));
  const impl = file.closest(value, 'impl_item');
  const owner = written === 'Self' && impl !== undefined ? lastName(file, file.field(impl, 'type')) : written;
  return owner === undefined ? undefined : asFunction(file, declarations.member(owner, name));
}

const asFunction = (file: SourceFile, node: Node | undefined): Node | undefined =>
  file.is(node, 'function_item') ? node : undefined;
