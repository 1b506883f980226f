// Whether a file runs in the kernel or is a program of the build host.

import type { SourceFile } from '../../syntax/source-file';
import type { Unit } from '../../crate/unit';
import type { UseDeclaration } from '../names/imports';
import type { MacroCall } from '../source/macro-calls';

/** Only kernel code has paths that begin like this. */
const kernelPath = /^(?:kernel::|bindings::|crate::(?:bindings|prelude)(?:::|$))/;

/** Crates of procedural macros, which run in the compiler. */
const compilerCrates = new Set(['proc_macro', 'proc_macro2', 'syn', 'quote']);

/** By its place in the kernel tree; where that says nothing, by what the file itself shows. */
export function isKernelCode(
  file: SourceFile,
  { unit, uses, macroCalls }: { unit: Unit; uses: readonly UseDeclaration[]; macroCalls: readonly MacroCall[] },
): boolean {
  const path = unit.path ?? '';
  // Crates that user space builds too, and programs among the samples.
  if (unit.crate === 'host' || /^rust\/pin-init\/|(?:^|\/)hostprogs\//.test(path)) return false;
  const imported = uses.flatMap(({ imports }) => imports);
  if (unit.crate === 'kernel') return true;
  // Drivers, samples and libraries also contain host programs.
  if (unit.crate !== undefined && !imported.some(({ path: [first] }) => first === 'std')) return true;
  if (imported.some(({ path: segments }) => compilerCrates.has(segments[0] ?? ''))) return false;
  return (
    imported.some(({ path: segments }) => kernelPath.test(`${segments.join('::')}::`)) ||
    macroCalls.some(({ path: name }) => name === 'module' || kernelPath.test(name)) ||
    file.nodes('scoped_identifier', 'scoped_type_identifier').some((node) => kernelPath.test(file.textOf(node)))
  );
}
