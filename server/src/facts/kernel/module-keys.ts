// The keys that `module!` takes in the kernel tree.

import type { ModuleKey } from '../../packs/module-macros';

/** Reads them from the text of `rust/macros/module.rs`, in order; undefined if the file looks like that of no known kernel. */
export function keysInMacroSource(text: string): ModuleKey[] | undefined {
  const code = text.replace(/^\s*\/\/.*$/gm, '');
  const keys = fieldList(code) ?? keyArrays(code);
  return keys?.some(({ key }) => key === 'license') === true ? keys : undefined;
}

/** `parse_ordered_fields!(from input; type as type_ [required] => …, …);`, from 7.0 on. */
function fieldList(code: string): ModuleKey[] | undefined {
  const list = /parse_ordered_fields!\s*[({]\s*from input;([\s\S]*?)\n\s*[)}];?\s*\n\s*Ok\(/.exec(code)?.[1];
  return list === undefined
    ? undefined
    : [...list.matchAll(/^\s*(\w+)(?:\s+as\s+\w+)?\s*(\[required\])?\s*=>/gm)].map(([, key = '', required]) => ({
        key,
        required: required !== undefined,
      }));
}

/** `const EXPECTED_KEYS: &[&str] = &["type", …];` and `REQUIRED_KEYS`, before that. */
function keyArrays(code: string): ModuleKey[] | undefined {
  const [expected, required] = ['EXPECTED_KEYS', 'REQUIRED_KEYS'].map((name) =>
    new RegExp(`const ${name}[^=]*=\\s*&\\[([\\s\\S]*?)\\]`).exec(code)?.[1]?.match(/(?<=")\w+(?=")/g),
  );
  return expected?.map((key) => ({ key, required: required?.includes(key) === true }));
}
