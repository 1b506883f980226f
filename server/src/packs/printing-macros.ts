// The macros that print to the kernel log, and which of their arguments is the format. Read from `rust/kernel/print.rs` and
// `rust/kernel/device.rs` at 7.1.5.

export interface PrintingMacro {
  /** `device` macros print through `dev_printk_emit()`, which ends an open record by itself. */
  readonly kind: 'plain' | 'device' | 'continuation';
  /** Index of the argument that holds the format. */
  readonly format: number;
}

const levels = 'emerg|alert|crit|err|warn|notice|info|debug|dbg';
const printing = new RegExp(`^(pr|dev)_(?:${levels})(?:_once|_ratelimited)?$`);

/** What the macro of this name prints; nothing for macros that do not print. */
export function printingMacro(name: string): PrintingMacro | undefined {
  if (name === 'pr_cont') return { kind: 'continuation', format: 0 };
  const prefix = printing.exec(name)?.[1];
  if (prefix === undefined) return undefined;
  return prefix === 'pr' ? { kind: 'plain', format: 0 } : { kind: 'device', format: 1 };
}
