// Enums of C: where a signature has them, and what their variants are called in Rust.

import type { CEnum } from '../../packs/c-facts';
import { wordsOf } from '../names/names';

/** The parameters of a C function or function pointer that are an enum by value. */
export function enumsIn(signature: string): { index: number; type: string }[] {
  const parameters = /\(([^()]*)\)$/.exec(signature)?.[1]?.split(',') ?? [];
  return parameters.flatMap((parameter, index) => {
    const type = /^\s*(?:const\s+)?enum\s+(\w+)\s+\w+\s*$/.exec(parameter)?.[1];
    return type === undefined ? [] : [{ index, type }];
  });
}

/** Those that a pack names; where it names none, each member without what all of them begin with. */
export function variantsOf({ members }: CEnum): { name: string; member: string }[] {
  const named = members.flatMap(({ name, variant }) => (variant === undefined ? [] : [{ name: variant, member: name }]));
  if (named.length > 0) return named;
  const [first, ...rest] = members.map(({ name }) => name.split('_'));
  const shared = first?.findIndex((word, index) => rest.some((words) => words[index] !== word)) ?? -1;
  return shared < 1
    ? []
    : members.map(({ name }) => ({ name: camelCase(name.split('_').slice(shared).join('_')), member: name }));
}

export const camelCase = (name: string): string =>
  wordsOf(name)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase())
    .join('');
