// Zero-sized fields.

import { nameOf, type Type } from './types';

/** `PhantomData<T>`, `PhantomPinned`, `()`. */
export function isZeroSized(type: Type | undefined): boolean {
  if (type?.kind === 'tuple') return type.elements.length === 0;
  return ['PhantomData', 'PhantomPinned', 'NotThreadSafe'].includes(nameOf(type) ?? '');
}
