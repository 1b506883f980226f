// What the signature of an item says, read from its text as a pack has it: `fn open<'a>(device: &Device<Self>) -> …`.

/** The parameters of a function, `self` among them; undefined for what is not a function. */
export function parametersIn(signature: string): readonly string[] | undefined {
  const open = /\bfn\s+\w+/.exec(signature);
  if (open === null) return undefined;
  let depth = 0;
  let start: number | undefined;
  const parameters: string[] = [];
  for (let at = open.index + open[0].length; at < signature.length; at++) {
    const char = signature[at] ?? '';
    if (start !== undefined && depth === 1 && (char === ',' || char === ')')) {
      const parameter = signature.slice(start, at).trim();
      if (parameter !== '') parameters.push(parameter);
      if (char === ')') return parameters;
      start = at + 1;
    } else if (char === '(' && start === undefined && depth === 0) {
      start = at + 1;
      depth = 1;
    } else if ('(<[{'.includes(char)) depth++;
    else if (')]}'.includes(char) || (char === '>' && signature[at - 1] !== '-')) depth--;
  }
  return undefined;
}

/** Whether a type takes a lifetime. */
export const takesLifetime = (signature: string): boolean => /\b(?:struct|enum|trait)\s+\w+\s*<\s*'/.test(signature);
