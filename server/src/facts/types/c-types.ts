// Which C type a Rust type is, wraps or points to.

import { nameOf, type Type } from './types';

/** `file` of `bindings::file`, and of nothing else. */
export function cTypeOf(type: Type | undefined): string | undefined {
  return type?.kind === 'path' && type.segments.at(-2) === 'bindings' ? type.segments.at(-1) : undefined;
}

/** `file` of `bindings::file` and of `Opaque<bindings::file>`: what lies in a value of the type. */
export function embeddedCType(type: Type | undefined): string | undefined {
  return cTypeOf(type) ?? wrappedCType(type);
}

/** `file` of `Opaque<bindings::file>`, `UnsafeCell<…>` and `MaybeUninit<…>`. */
export function wrappedCType(type: Type | undefined): string | undefined {
  if (type?.kind !== 'path' || !holders.has(nameOf(type) ?? '')) return undefined;
  return embeddedCType(type.arguments[0]);
}

const holders: ReadonlySet<string> = new Set(['Opaque', 'UnsafeCell', 'MaybeUninit', 'UnsafePinned']);

/** `file` of `*mut bindings::file`, `NonNull<bindings::file>` and an `Option` of one. */
export function pointedCType(type: Type | undefined): string | undefined {
  if (type?.kind === 'pointer') return embeddedCType(type.to);
  if (type?.kind !== 'path') return undefined;
  if (nameOf(type) === 'NonNull') return embeddedCType(type.arguments[0]);
  return nameOf(type) === 'Option' ? pointedCType(type.arguments[0]) : undefined;
}

/** Whether the type is a raw pointer, a `NonNull` or an `Option` of one. */
export function isRawPointer(type: Type | undefined): boolean {
  if (type?.kind === 'pointer') return true;
  return nameOf(type) === 'NonNull' || (nameOf(type) === 'Option' && type?.kind === 'path' && isRawPointer(type.arguments[0]));
}

/** The first C type anywhere in a type. */
export function mentionedCType(type: Type | undefined): string | undefined {
  switch (type?.kind) {
    case 'pointer':
    case 'reference':
      return mentionedCType(type.to);
    case 'array':
    case 'slice':
      return mentionedCType(type.element);
    case 'tuple':
      return first(type.elements);
    case 'path':
      return cTypeOf(type) ?? first(type.arguments);
    default:
      return undefined;
  }
}

function first(types: readonly (Type | undefined)[]): string | undefined {
  for (const type of types) {
    const found = mentionedCType(type);
    if (found !== undefined) return found;
  }
  return undefined;
}
