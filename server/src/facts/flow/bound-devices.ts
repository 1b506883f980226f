// Where a bound device is available: through a parameter, or through a lifetime of the type.

import type { Node, SourceFile } from '../../syntax/source-file';

/** Contexts of `Device` in which a driver is bound, as type arguments. */
const boundContext = /\b(?:Bound|Core|CoreInternal)\b/;

/**
 * Whether the function around `node` can tell that the device is bound: one of its parameters is a device in such a context, or it belongs to a
 * type with a lifetime parameter, which may be that of the bound device.
 */
export function hasBoundDevice(file: SourceFile, node: Node): boolean {
  const item = file.is(node, 'function_item', 'function_signature_item') ? node : file.closest(node, 'function_item');
  if (item === undefined) return false;
  const parameters = file.field(item, 'parameters');
  const generics = [file.field(item, 'type_parameters'), file.child(item, 'where_clause')];
  if ([parameters, ...generics].some((part) => part !== undefined && boundContext.test(file.textOf(part)))) return true;
  const impl = file.closest(item, 'impl_item');
  const type = impl === undefined ? undefined : file.field(impl, 'type');
  return type !== undefined && file.descendants(type, 'lifetime').some((lifetime) => file.textOf(lifetime) !== "'static");
}
