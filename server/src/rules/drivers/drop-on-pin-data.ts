// Destructors of pinned types that do not go through pin-init.

import { attributesOf, type Attribute } from '../../syntax/attributes';
import { lastName } from '../../facts/names/declarations';
import { rule, type Edit, type Fix, type Report } from '../../rule';
import type { Node, SourceFile } from '../../syntax/source-file';

export default rule({
  id: 'drop-on-pin-data',
  summary: 'A `#[pin_data]` type implements `Drop`, or has only one of `PinnedDrop` and `#[pin_data(PinnedDrop)]`.',
  severity: 'error',
  confidence: 'certain',
  needs: 'file',
  why: `\`Drop::drop\` gets \`&mut self\`, which could move fields that are structurally pinned. \`#[pin_data]\` therefore forbids \`Drop\`: a type that needs
cleanup uses \`#[pin_data(PinnedDrop)]\` and implements \`PinnedDrop\` with \`#[pinned_drop]\`, where \`self\` is a \`Pin<&mut Self>\`. One without the other
does not compile, and the compiler errors mention only generated traits.`,
  sources: [
    'rust/pin-init/internal/src/pin_data.rs',
    'rust/pin-init/internal/src/pinned_drop.rs',
    'rust/pin-init/src/lib.rs (PinnedDrop)',
  ],
  examples: [
    {
      bad: `
/// A registered thermal zone.
#[pin_data]
pub struct Zone<T: Sensor> {
    #[pin]
    lock: Mutex<T>,
    raw: NonNull<bindings::thermal_zone_device>,
}

impl<T: Sensor> Drop for Zone<T> {
    //~         ^^^^ drop-on-pin-data
    fn drop(&mut self) {
        // SAFETY: By the type invariants \`raw\` is registered.
        unsafe { bindings::thermal_zone_device_unregister(self.raw.as_ptr()) };
    }
}
`,
      fixed: `
/// A registered thermal zone.
#[pin_data(PinnedDrop)]
pub struct Zone<T: Sensor> {
    #[pin]
    lock: Mutex<T>,
    raw: NonNull<bindings::thermal_zone_device>,
}

#[pinned_drop]
impl<T: Sensor> PinnedDrop for Zone<T> {
    fn drop(self: Pin<&mut Self>) {
        // SAFETY: By the type invariants \`raw\` is registered.
        unsafe { bindings::thermal_zone_device_unregister(self.raw.as_ptr()) };
    }
}
`,
      good: `
struct Zone {
    raw: NonNull<bindings::thermal_zone_device>,
}

impl Drop for Zone {
    fn drop(&mut self) {
        pr_debug!("zone is gone\\n");
    }
}

#[pin_data]
struct Sensors {
    zone: Zone,
}
`,
    },
    {
      bad: `
#[pin_data]
struct Poller<T: Device> {
    #[pin]
    work: Work<Self>,
}

#[pinned_drop]
impl<T: Device> PinnedDrop for Poller<T> {
    //~         ^^^^^^^^^^ drop-on-pin-data
    fn drop(self: Pin<&mut Self>) {
        self.cancel();
    }
}
`,
      fixed: `
#[pin_data(PinnedDrop)]
struct Poller<T: Device> {
    #[pin]
    work: Work<Self>,
}

#[pinned_drop]
impl<T: Device> PinnedDrop for Poller<T> {
    fn drop(self: Pin<&mut Self>) {
        self.cancel();
    }
}
`,
    },
    {
      bad: `
#[pin_data(PinnedDrop)]
//~< ^^^^^^^^^^^^^^^^^^^^^^^ drop-on-pin-data
struct Poller {
    #[pin]
    work: Work<Self>,
}
`,
      good: `
#[pin_data(PinnedDrop)]
struct Poller {
    #[pin]
    work: Work<Self>,
}

#[pinned_drop]
impl PinnedDrop for Poller {
    fn drop(self: Pin<&mut Self>) {
        self.cancel();
    }
}
`,
    },
  ],
  *check({ file, facts }) {
    const drops = dropsOf(file);
    for (const type of structsOf(file)) {
      const own = drops.get(type.name) ?? [];
      for (const drop of own) yield* judge(file, { type, drop, isOnly: own.length === 1 });
      if (own.length > 0 || !type.expectsDrop || type.pinData === undefined || file.inMacro(type.item)) continue;
      const elsewhere = new RegExp(`\\bPinnedDrop\\b[^{;]*\\b${type.name}\\b`);
      if (facts.unit.siblings?.().some(({ text }) => elsewhere.test(text))) continue;
      yield {
        at: type.pinData.item,
        message: `\`${type.name}\` has \`#[pin_data(PinnedDrop)]\`, but \`PinnedDrop\` is not implemented`,
      };
    }
  },
});

interface Struct {
  readonly name: string;
  readonly item: Node;
  readonly pinData: Attribute | undefined;
  /** Whether there is a `#[pin_data(PinnedDrop)]`. */
  readonly expectsDrop: boolean;
}

interface Drop {
  readonly impl: Node;
  readonly trait: Node;
  readonly isPinned: boolean;
}

/** The structs whose name is declared once in the file, except those that are pinned only in some configurations. */
function structsOf(file: SourceFile): Struct[] {
  const byName = new Map<string, Struct | undefined>();
  for (const item of file.nodes('struct_item')) {
    const name = lastName(file, file.field(item, 'name'));
    if (name === undefined) continue;
    const attributes = attributesOf(file, item);
    const pinData = attributes.find(({ path }) => /(?:^|::)pin_data$/.test(path));
    const isOpen =
      byName.has(name) || attributes.some(({ item: at }) => pinData === undefined && file.textOf(at).includes('pin_data'));
    byName.set(name, isOpen ? undefined : { name, item, pinData, expectsDrop: pinData?.argument?.trim() === 'PinnedDrop' });
  }
  return [...byName.values()].filter((struct) => struct !== undefined);
}

function dropsOf(file: SourceFile): Map<string, Drop[]> {
  const byType = new Map<string, Drop[]>();
  for (const impl of file.nodes('impl_item')) {
    const trait = file.field(impl, 'trait');
    const traitName = lastName(file, trait);
    const type = file.field(impl, 'type');
    const typeName = file.is(type, 'reference_type') ? undefined : lastName(file, type);
    if (trait === undefined || typeName === undefined || (traitName !== 'Drop' && traitName !== 'PinnedDrop')) continue;
    const known = byType.get(typeName) ?? [];
    byType.set(typeName, [...known, { impl, trait, isPinned: traitName === 'PinnedDrop' }]);
  }
  return byType;
}

function* judge(file: SourceFile, { type, drop, isOnly }: { type: Struct; drop: Drop; isOnly: boolean }): Generator<Report> {
  const { name, pinData, expectsDrop } = type;
  const marked = attributesOf(file, drop.impl).some(({ path }) => /(?:^|::)pinned_drop$/.test(path));
  if (!drop.isPinned) {
    if (pinData === undefined) return;
    const fix = isOnly ? conversion(file, { type, drop }) : undefined;
    yield { at: drop.trait, message: `\`${name}\` is \`#[pin_data]\`, which forbids \`Drop\`: implement \`PinnedDrop\``, fix };
  } else if (!expectsDrop) {
    const has = pinData === undefined ? 'has no `#[pin_data(PinnedDrop)]`' : 'has `#[pin_data]` without `(PinnedDrop)`';
    const edits = expectDrop(file, type);
    yield {
      at: drop.trait,
      message: `\`${name}\` implements \`PinnedDrop\` but ${has}`,
      related: [{ at: file.field(type.item, 'name') ?? type.item, message: 'declared here' }],
      fix: edits && { title: 'Add `PinnedDrop` to `#[pin_data]`', kind: 'suggestion', edits },
    };
  } else if (!marked) {
    const edits = [above(file, drop.impl, '#[pinned_drop]')];
    const fix: Fix = { title: 'Add `#[pinned_drop]`', kind: 'suggestion', edits };
    yield { at: drop.trait, message: `the \`PinnedDrop\` of \`${name}\` lacks \`#[pinned_drop]\``, fix };
  }
}

/** From `Drop` to `PinnedDrop`; nothing if the method has an unexpected form. */
function conversion(file: SourceFile, { type, drop }: { type: Struct; drop: Drop }): Fix | undefined {
  const list = file.field(drop.impl, 'body');
  const [method, ...others] = file.named(list).filter((item) => file.is(item, 'function_item'));
  const parameters = file.field(method, 'parameters');
  const self = file.child(parameters, 'self_parameter');
  const announced = expectDrop(file, type);
  if (self === undefined || others.length > 0 || announced === undefined || file.textOf(self) !== '&mut self') return undefined;
  const edits = [
    ...announced,
    above(file, drop.impl, '#[pinned_drop]'),
    { ...file.span(drop.trait), text: 'PinnedDrop' },
    { ...file.span(self), text: 'self: Pin<&mut Self>' },
  ].sort((a, b) => a.start - b.start);
  return { title: 'Implement `PinnedDrop` instead', kind: 'suggestion', edits };
}

/** Turns the struct's attribute into `#[pin_data(PinnedDrop)]`. */
function expectDrop(file: SourceFile, { item, pinData, expectsDrop }: Struct): Edit[] | undefined {
  if (expectsDrop) return [];
  if (pinData === undefined) return [above(file, item, '#[pin_data(PinnedDrop)]')];
  const attribute = file.child(pinData.item, 'attribute');
  if (attribute === undefined || pinData.argument !== undefined) return undefined;
  return [{ start: file.end(attribute), end: file.end(attribute), text: '(PinnedDrop)' }];
}

function above(file: SourceFile, item: Node, attribute: string): Edit {
  const start = file.start(item);
  return { start, end: start, text: `${attribute}${file.lineBreak}${file.indent(start)}` };
}
