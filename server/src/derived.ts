// What is worked out once of something that outlives a file's facts: of packs, of a kernel tree, of another file of the crate, of settings.

/**
 * Makes of a computation one that runs once for each object and whose answer is kept as long as anybody has the object. What is known of
 * one file alone belongs in its `Facts`.
 */
export function derived<From extends object, T>(compute: (from: From) => T): (from: From) => T {
  const answers = new WeakMap<From, { readonly answer: T }>();
  return (from) => {
    const known = answers.get(from) ?? { answer: compute(from) };
    answers.set(from, known);
    return known.answer;
  };
}
