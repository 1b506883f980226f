// What a name in the code is said to be.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { apiAt } from '../../server/src/assist/api-summary';
import { startParser } from '../../server/src/syntax/parser';
import { emptyTree, overlayTree, type KernelTree } from '../../server/src/tree/kernel-tree';
import { unitOfPath } from '../../server/src/crate/unit';
import { factsOf, parse } from '../check';

before(() => startParser());

/** What is known of the name at `|`. */
function at(marked: string, options: { path?: string; tree?: KernelTree } = {}): string | undefined {
  const path = options.path ?? 'drivers/misc/tool.rs';
  const file = parse(marked.replace('|', ''), path);
  const facts = factsOf(file, { unit: unitOfPath(path), tree: options.tree ?? emptyTree });
  const found = apiAt(facts, marked.indexOf('|'));
  if (found !== undefined) assert.match(file.text.slice(found.span.start, found.span.end), /^\w+$/);
  return found?.text;
}

const head = 'use kernel::{bindings, device::{self, Bound, Core}, devres::Devres, fwctl, prelude::*, types::ARef};\n';
const merged = `${head}impl fwctl::Operations for Tool {
    type RegistrationData<'a> = Data<'a>;
    const DEVICE_TYPE: fwctl::DeviceType = fwctl::DeviceType::Pds;
    fn open<'a>(device: &fwctl::Device<Self>, data: &Self::RegistrationData<'a>) -> impl PinInit<Self, Error> {
        try_pin_init!(Self {})
    }
    fn fw_rpc<'a>(
        this: Pin<&Self>,
        device: &fwctl::Device<Self>,
        data: &Self::RegistrationData<'a>,
        scope: fwctl::RpcScope,
        buf: &mut [u8],
        _max: usize,
    ) -> Result<fwctl::FwRpcResponse, Error> {
        Ok(fwctl::FwRpcResponse::InPlace(buf.len()))
    }
}
struct State<'bound> {
    reg: fwctl::Registration<'bound, Tool>,
}
fn make<'a>(parent: &'a device::Device<Bound>) -> Result {
    let dev = fwctl::Device::<Tool>::new(parent)?;
    unsafe { fwctl::Registration::new(parent, &dev, data) }
}
`;
const mark = (text: string, part: string, offset = 0): string => {
  const start = text.indexOf(part);
  assert.ok(start >= 0, part);
  return `${text.slice(0, start + offset)}|${text.slice(start + offset)}`;
};

describe('what is known of a name', () => {
  it('is there for every part of the merged API in a driver', () => {
    const said = (part: string, offset: number): string => at(mark(merged, part, offset)) ?? `nothing of ${part}`;
    assert.match(
      said('Operations for', 2),
      /^```rust\npub trait Operations: Sized \+ Send \+ Sync \+ 'static\n```\n\n\*As merged for 7\.3/,
    );
    assert.match(said('RegistrationData<', 3), /type RegistrationData<'a>/);
    assert.match(said('Self::RegistrationData', 8), /type RegistrationData<'a>/);
    assert.match(said('DEVICE_TYPE', 1), /const DEVICE_TYPE: DeviceType/);
    assert.match(said('DeviceType = ', 0), /pub enum DeviceType[^]*Bnxt/);
    assert.match(said('::Pds', 2), /AMD\/Pensando/);
    assert.match(said('fn open', 4), /fn open<'a>\(\n {4}device: &Device<Self>,[^]*`open_uctx`/);
    assert.match(said('fw_rpc', 6), /max_output_len: usize[^]*errno means that the message was not delivered[^]*2 MiB/);
    assert.match(said('RpcScope', 8), /pub enum RpcScope/);
    assert.match(said('FwRpcResponse,', 1), /NewBuffer\(KVVec<u8>\)/);
    assert.match(said('InPlace', 1), /never more than that of the message/);
    assert.match(said("Registration<'bound", 1), /pub struct Registration<'a, T: Operations>[^]*Not wrapped in `Devres`/);
    assert.match(said('new(parent)?', 1), /pub fn new\(parent: &device::Device<device::Bound>\) -> Result<ARef<Self>>/);
    assert.match(said('new(parent, &dev', 1), /pub unsafe fn new\(/);
    assert.match(said('Device::<Tool>', 1), /pub struct Device<T: Operations>/);
    assert.match(said('device::Device<Bound>', 9), /The type argument says/);
    assert.match(said('Bound>)', 1), /stays bound to its driver/);
  });

  it('says what took the place of old names', () => {
    const old = `${head}impl fwctl::FwCtlOps for Tool {\n    type UCtx = ();\n    fn open_uctx(uctx: &mut fwctl::FwCtlUCtx<()>) -> Result<(), Error> {\n        Ok(())\n    }\n    fn fw_rpc(a: A, b: u32, c: &mut [u8], d: *mut usize) -> R {}\n}\n`;
    assert.match(at(mark(old, 'FwCtlOps', 2)) ?? '', /As first posted[^]*\*\*Replaced\.\*\* Now: `fwctl::Operations`/);
    assert.match(at(mark(old, 'UCtx =', 2)) ?? '', /\*\*Replaced\.\*\* Implement `Operations`/);
    assert.match(at(mark(old, 'open_uctx', 2)) ?? '', /Now: `fwctl::Operations::open`[^]*C calls it as `open_uctx`/);
    assert.match(at(mark(old, 'FwCtlUCtx', 2)) ?? '', /Pin<&mut Self>/);
    assert.match(at(mark(old, 'fw_rpc', 2)) ?? '', /out_len: \*mut usize/);
  });

  it('follows the generation of the file, or that of the tree', () => {
    const early = `${head}struct S {\n    reg: Devres<fwctl::Registration<Tool>>,\n}\nimpl fwctl::Operations for Tool {\n    type DeviceData = ();\n}\n`;
    assert.match(
      at(mark(early, 'Registration', 1)) ?? '',
      /pub struct Registration<T: Operations>\n```\n\n\*As posted the third time/,
    );
    assert.match(at(mark(early, 'DeviceData', 1)) ?? '', /Now: `fwctl::Operations::RegistrationData`/);
    const open = `${head}fn f(reg: &fwctl::Registration<Tool>) {}\n`;
    assert.match(at(mark(open, 'Registration', 1)) ?? '', /Registration<'a, T[^]*this file does not show/);
    const definition = `use crate::prelude::*;\npub trait FwCtlOps: Sized {\n    type UCtx;\n    const DEVICE_TYPE: u32;\n    fn open_uctx(a: A) -> R;\n    fn close_uctx(a: A);\n    fn info(a: A) -> R;\n    fn fw_rpc(a: A, b: B, c: C, d: D) -> R;\n}\npub struct Registration<T: FwCtlOps> {}\nimpl<T: FwCtlOps> Registration<T> {\n    pub fn new(p: P) -> R {}\n}\npub struct FwCtlUCtx<T> {}\n`;
    const tree = overlayTree(emptyTree, new Map([['rust/kernel/fwctl.rs', definition]]));
    assert.match(at(mark(open, 'Registration', 1), { tree }) ?? '', /pub struct Registration<T: FwCtlOps>/);
    assert.match(
      at(mark(merged, 'RpcScope', 1), { tree }) ?? '',
      /uses the API as first posted, October 2025, which does not have it/,
    );
    const inside = (part: string): string =>
      at(mark(definition, part, 1), { path: 'rust/kernel/fwctl.rs' }) ?? `nothing of ${part}`;
    assert.match(inside('FwCtlOps: Sized'), /Now: `fwctl::Operations`/);
    assert.match(inside('fw_rpc'), /Ok\(None\)/);
    assert.match(inside('Registration<T: FwCtlOps> {'), /pub struct Registration<T: FwCtlOps>/);
    assert.match(inside('new(p'), /pub fn new\(parent: &device::Device\) -> Result<Self>/);
  });

  it('knows bindings: functions, structs, enums, constants and slots', () => {
    const text = `${head}fn f() {\n    bindings::fwctl_unregister(a);\n    let b: *mut bindings::fwctl_uctx = c;\n    bindings::fwctl_rpc_scope_FWCTL_RPC_DEBUG_WRITE;\n    kernel::bindings::mmgrab(d);\n}\nconst OPS: bindings::fwctl_ops = bindings::fwctl_ops {\n    close_uctx: None,\n};\n`;
    assert.match(
      at(mark(text, 'fwctl_unregister', 3)) ?? '',
      /^```c\nvoid fwctl_unregister\([^]*deadlocks[^]*namespace `FWCTL`[^]*The SAFETY comment must say that/,
    );
    assert.match(at(mark(text, 'fwctl_uctx', 3)) ?? '', /must not be moved or overwritten/);
    assert.match(at(mark(text, 'fwctl_rpc_scope_', 3)) ?? '', /`FWCTL_RPC_DEBUG_WRITE` = 2, `DebugWrite` in Rust: taints/);
    assert.match(at(mark(text, 'mmgrab', 3)) ?? '', /`rust_helper_mmgrab`[^]*ARef<mm::Mm>/);
    assert.match(at(mark(text, 'fwctl_ops {', 3)) ?? '', /registration_lock/);
    assert.match(at(mark(text, 'close_uctx', 3)) ?? '', /void \(\*close_uctx\)[^]*Nothing else uses the object/);
  });

  it('knows devices, devres, counted references and opaque values', () => {
    const text = `${head}use kernel::types::Opaque;\nstruct S {\n    a: ARef<device::Device>,\n    b: Opaque<u8>,\n    c: Devres<Bar>,\n}\nimpl S {\n    fn f(&self, dev: &device::Device<Core>) {\n        self.c.access(dev);\n        self.c.try_access();\n        Devres::new(dev, x);\n    }\n}\n`;
    assert.match(at(mark(text, 'ARef<', 1)) ?? '', /pub struct ARef<T: AlwaysRefCounted>/);
    assert.match(at(mark(text, 'Opaque<', 1)) ?? '', /pub struct Opaque<T>/);
    assert.match(at(mark(text, 'Devres<', 1)) ?? '', /pub struct Devres/);
    assert.match(at(mark(text, 'Core>', 1)) ?? '', /callback of its bus/);
    assert.match(at(mark(text, 'access(dev', 1)) ?? '', /Costs one comparison/);
    assert.match(at(mark(text, 'try_access', 1)) ?? '', /no sleeping/);
    assert.match(at(mark(text, 'new(dev, x', 1)) ?? '', /Builds the resource/);
    assert.match(at(mark(text, 'Opaque;', 1)) ?? '', /pub struct Opaque<T>/);
    assert.match(at(mark(text, 'Devres, fwctl', 1)) ?? '', /pub struct Devres/);
  });

  it('knows what a type parameter has by its bounds, and registrations of other subsystems', () => {
    const text =
      'use crate::prelude::*;\nstruct V<T: Operations>(T);\nimpl<T: Operations> V<T> {\n    fn f() {\n        T::fw_rpc(a, b, c, d, e, f)\n    }\n}\npub trait Operations {\n}\n';
    assert.match(at(mark(text, 'T::fw_rpc', 4), { path: 'rust/kernel/fwctl.rs' }) ?? '', /fn fw_rpc/);
    assert.match(
      at('use kernel::auxiliary;\nstruct S {\n    reg: Devres<auxiliary::Regis|tration>,\n}\n') ?? '',
      /`__auxiliary_device_add\(\)`/,
    );
  });

  it('says of a type that registers with several buses what that calls', () => {
    const said = at('use kernel::driver;\nstruct S<T>(driver::Regis|tration<T>);\n') ?? '';
    assert.match(said, /`__auxiliary_driver_register\(\)`[^]*`usb_register_driver\(\)`/);
    assert.match(said, /belongs to its module/);
  });

  it('is nothing for names of the file or of other modules', () => {
    assert.equal(at('mod fwctl {\n    pub struct Registration;\n}\nfn f(a: fwctl::Regis|tration) {}\n'), undefined);
    assert.equal(at('struct Regis|tration;\n'), undefined);
    assert.equal(at('use kernel::pci;\nfn f(a: pci::Dev|ice) {}\n'), undefined);
    assert.equal(at(`${head}struct Devres2;\nfn f(Devres|: u8) {}\n`), undefined);
    assert.equal(at('fn f(Bou|nd: u8) {}\n'), undefined);
    assert.equal(at(`${head}struct S {\n    access: A,\n}\nfn f(s: S) {\n    s.acc|ess();\n}\n`), undefined);
    assert.equal(at('fn f<Bound>(a: Bou|nd) {}\n'), undefined);
    assert.equal(at(`${head}// fwctl::Regis|tration\n`), undefined);
    assert.equal(at('use crate::fwctl::Regis|tration;\n'), undefined);
    assert.equal(at(`${head}impl Operations for Tool {\n    fn fw_|rpc() {}\n}\n`), undefined);
    assert.equal(at('|'), undefined);
    assert.equal(at(`${head}fn f() {\n    bindings::unknown_fun|ction();\n}\n`), undefined);
  });
});
