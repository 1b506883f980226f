// Rules on lifetimes and callbacks with what a file does not say: another subsystem's pack, a kernel tree, another generation of an API.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import { packs } from '../../server/src/packs';
import type { Pack } from '../../server/src/packs/pack';
import { rules } from '../../server/src/rules';
import { startParser } from '../../server/src/syntax/parser';
import { emptyTree, overlayTree } from '../../server/src/tree/kernel-tree';
import { check, type CheckOptions } from '../check';

before(() => startParser());

const group = new Set(rules.filter((entry) => entry.group === 'lifetime').map(({ rule }) => rule.id));

const found = (text: string, options: CheckOptions = {}): string[] => {
  const { file, findings } = check(text, options);
  return findings.filter(({ rule }) => group.has(rule)).map(({ rule, start }) => `${String(file.line(start) + 1)} ${rule}`);
};

const slot = { signature: '', mandatory: true, summary: '', source: '' } as const;
const source = 'include/linux/beacon.h';

/** A subsystem that does not exist. */
const beacon: Pack = {
  id: 'beacon',
  title: 'beacons',
  sources: [],
  functions: [
    {
      name: 'beacon_alloc',
      signature: 'struct beacon *beacon_alloc(struct device *owner, unsigned int size)',
      kind: 'function',
      parameters: ['owner', 'size'],
      summary: '',
      context: '',
      sleeps: true,
      bound: { parameter: 'owner' },
      source,
    },
  ],
  refcounts: [{ struct: 'beacon', get: 'beacon_get', put: 'beacon_put', base: { field: 'node', struct: 'kobject' }, source }],
  registrations: [
    {
      register: ['beacon_add'],
      unregister: ['beacon_del'],
      boundParent: true,
      tie: 'devres',
      summary: '',
      source,
    },
  ],
  vtables: [
    {
      struct: 'beacon_ops',
      object: 'beacon_file',
      sizeField: 'file_size',
      slots: [
        { ...slot, name: 'setup', parameters: ['file'], object: 'uninitialised', role: 'open' },
        { ...slot, name: 'teardown', parameters: ['file'], object: 'exclusive', role: 'close' },
        {
          ...slot,
          name: 'exchange',
          parameters: ['file', 'buffer', 'room', 'used'],
          object: 'shared',
          freedWith: 'kfree',
          inPlace: { buffer: 'buffer', length: 'room', answer: 'used' },
        },
      ],
      summary: '',
      source,
    },
  ],
};

const beaconFile = `use crate::{bindings, device, prelude::*};

pub struct Beacon(NonNull<bindings::beacon>);

impl Beacon {
    pub fn new(owner: &device::Device) -> Result<Self> {
        let raw = NonNull::new(unsafe { bindings::beacon_alloc(owner.as_raw(), 8) }).ok_or(ENOMEM)?;
        to_result(unsafe { bindings::beacon_add(raw.as_ptr()) })?;
        unsafe { bindings::kobject_put(&raw mut (*raw.as_ptr()).node) };
        Ok(Self(raw))
    }
}

impl Drop for Beacon {
    fn drop(&mut self) {
        unsafe { bindings::beacon_del(self.0.as_ptr()) };
    }
}

pub trait Crew {
    type Log;
    fn board(log: &mut Whole<Self::Log>) -> Result;
    fn exchange(log: &mut Whole<Self::Log>, bytes: &mut [u8]) -> Result<Option<VVec<u8>>>;
    fn leave(log: &mut Whole<Self::Log>);
}

#[repr(C)]
struct Whole<L> {
    raw: Opaque<bindings::beacon_file>,
    log: L,
}

struct Ops<C: Crew>(PhantomData<C>);

impl<C: Crew> Ops<C> {
    const OPS: bindings::beacon_ops = bindings::beacon_ops {
        file_size: size_of::<Whole<C::Log>>(),
        setup: Some(Self::setup),
        teardown: Some(Self::teardown),
        exchange: Some(Self::exchange),
    };

    unsafe extern "C" fn setup(file: *mut bindings::beacon_file) -> c_int {
        from_result(|| C::board(unsafe { &mut *file.cast::<Whole<C::Log>>() }).map(|()| 0))
    }

    unsafe extern "C" fn teardown(file: *mut bindings::beacon_file) {
        C::leave(unsafe { &mut *file.cast::<Whole<C::Log>>() });
    }

    unsafe extern "C" fn exchange(
        file: *mut bindings::beacon_file,
        bytes: *mut c_void,
        room: usize,
        used: *mut usize,
    ) -> *mut c_void {
        let slice = unsafe { slice::from_raw_parts_mut(bytes.cast::<u8>(), room) };
        match C::exchange(unsafe { &mut *file.cast::<Whole<C::Log>>() }, slice) {
            Ok(None) => bytes,
            Ok(Some(vec)) => vec.into_raw_parts().0.cast(),
            Err(error) => error.to_ptr(),
        }
    }
}
`;

describe('rules on lifetimes', () => {
  it('know a subsystem by its pack alone', () => {
    assert.deepEqual(found(beaconFile, { packs: [...packs, beacon] }), [
      '6 unbound-parent-device',
      '6 registration-not-devres',
      '9 open-coded-put',
      '16 unregister-in-unguarded-drop',
      '20 callback-without-bound-device',
      '21 callback-type-missing-send-sync',
      '22 open-should-return-pininit',
      '23 mut-ref-in-shared-callback',
      '23 wrong-vec-for-kfree',
      '44 ref-to-uninit-context',
      '47 missing-drop-in-close',
      '58 mut-ref-in-shared-callback',
      '59 unchecked-inplace-length',
    ]);
  });

  it('say nothing without it', () => {
    assert.deepEqual(found(beaconFile), []);
  });

  it('say nothing of half of the file', () => {
    for (let at = 0; at < beaconFile.length; at += 97) found(beaconFile.slice(0, at), { packs: [...packs, beacon] });
  });
});

const newer = `
pub struct Registration<'a, T: Operations> {
}
pub enum FwRpcResponse {
    InPlace(usize),
    NewBuffer(KVVec<u8>),
}
`;
const older = newer.replace("<'a, T", '<T').replace('KVVec', 'KVec');

const treeWith = (text: string) => overlayTree(emptyTree, new Map([['rust/kernel/fwctl.rs', text]]));

describe('generations', () => {
  const holder = 'use kernel::{devres::Devres, fwctl};\nstruct Lamp {\n    node: Devres<fwctl::Registration<Session>>,\n}\n';
  const answer = `use kernel::{fwctl::FwRpcResponse, prelude::*};
fn answer() -> Result<FwRpcResponse> {
    let bytes = KVec::with_capacity(64, GFP_KERNEL)?;
    Ok(FwRpcResponse::NewBuffer(bytes))
}
`;
  const path = 'drivers/misc/lamp.rs';

  it('decide by the definition in the tree', () => {
    assert.deepEqual(found(holder, { path, tree: treeWith(newer) }), ['3 devres-around-bound-registration']);
    assert.deepEqual(found(holder, { path, tree: treeWith(older) }), []);
    assert.deepEqual(found(answer, { path, tree: treeWith(newer) }), ['4 wrong-vec-for-kfree']);
    assert.deepEqual(found(answer, { path, tree: treeWith(older) }), []);
  });

  it('stay open without a definition', () => {
    assert.deepEqual(found(holder, { path }), []);
    assert.deepEqual(found(answer, { path }), []);
  });
});
