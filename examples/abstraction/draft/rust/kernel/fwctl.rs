// SPDX-License-Identifier: GPL-2.0

//! Firmware control, as a first draft of an abstraction might look.
//!
//! Nearly everything that a reviewer would remark on in this file is there on purpose.
//!
//! C header: [`include/linux/fwctl.h`]

use crate::{bindings, container_of, device, error::code::*, prelude::*};
use crate::{sync::aref::ARef, types::Opaque};
use core::{marker::PhantomData, ptr::NonNull};

/// What C allocates for a port.
///
/// It begins with [`struct fwctl_device`].
///
/// [`struct fwctl_device`]: srctree/include/linux/firmware/fwctl.h
#[repr(C)]
struct PortMemory {
    /// The longest message that the firmware takes.
    message_limit: usize,
    raw: Opaque<bindings::fwctl_device>,
}

/// A way from user space to the firmware of a device, open until it is dropped.
pub struct Port<H: FwctlHandler> {
    raw: NonNull<bindings::fwctl_device>,
    _handler: PhantomData<H>,
}

impl<H: FwctlHandler> Port<H> {
    /// Opens a port to the firmware of `parent`.
    pub fn open(parent: &device::Device) -> Result<Self> {
        let table = &Callbacks::<H>::TABLE as *const _ as *mut _;
        let size = core::mem::size_of::<PortMemory>();

        // SAFETY: `_fwctl_alloc_device()` allocates `size` bytes and sets up the device in them.
        let raw = unsafe { bindings::_fwctl_alloc_device(parent.as_raw(), table, size) };
        let raw = NonNull::new(raw).ok_or(ENOMEM)?;

        // SAFETY: `fwctl_register()` makes the new device visible.
        let ret = unsafe { bindings::fwctl_register(raw.as_ptr()) };
        if ret < 0 {
            // SAFETY: Nobody else knows of `raw`, so its only reference can be dropped.
            unsafe { bindings::put_device(core::ptr::addr_of_mut!((*raw.as_ptr()).dev)) };
            return Err(Error::from_errno(ret));
        }

        Ok(Self {
            raw,
            _handler: PhantomData,
        })
    }
}

impl<H: FwctlHandler> Drop for Port<H> {
    fn drop(&mut self) {
        // SAFETY: `fwctl_unregister()` gets the device that was registered.
        unsafe {
            bindings::fwctl_unregister(self.raw.as_ptr());
            bindings::put_device(core::ptr::addr_of_mut!((*self.raw.as_ptr()).dev));
        }
    }
}

/// What a driver does for its users.
pub trait FwctlHandler: Sized {
    /// What the driver keeps for one open file.
    type SessionCtx;

    /// One of `enum fwctl_device_type`.
    const KIND: u32;

    /// A file was opened.
    fn open_session(session: &mut FwctlSession<Self::SessionCtx>) -> Result;

    /// A file is closed.
    fn close_session(session: &mut FwctlSession<Self::SessionCtx>);

    /// Describes the device.
    fn describe(session: &mut FwctlSession<Self::SessionCtx>) -> Result<KVec<u8>>;

    /// Passes a message on to the firmware; without a buffer of its own, the answer is in `message`.
    fn exchange(
        session: &mut FwctlSession<Self::SessionCtx>,
        scope: u32,
        message: &mut [u8],
        answer_len: *mut usize,
    ) -> Result<Option<KVec<u8>>>;
}

/// One open file, with the driver's state behind what C knows of it.
#[repr(C)]
#[pin_data]
pub struct FwctlSession<S> {
    /// C's part.
    #[pin]
    pub raw: bindings::fwctl_uctx,
    /// The driver's part.
    pub state: S,
}

impl<S> FwctlSession<S> {
    /// Finds the session that `raw` is a part of.
    ///
    /// # Safety
    ///
    /// `raw` must be the `raw` of a `FwctlSession<S>` that lives for `'a`.
    pub unsafe fn from_uctx<'a>(raw: *mut bindings::fwctl_uctx) -> &'a mut Self {
        // SAFETY: `raw` is a part of a session by the safety requirements of this function.
        unsafe { &mut *container_of!(raw, FwctlSession<S>, raw) }
    }

    /// The device whose firmware this session talks to.
    ///
    /// # Safety
    ///
    /// The port must be open.
    pub fn parent(&self) -> ARef<device::Device> {
        // SAFETY: C sets `fwctl` before the session is opened, and keeps the device for it.
        let parent = unsafe { (*self.raw.fwctl).dev.parent as *mut bindings::device };
        // SAFETY: The port holds a reference on its parent, so `parent` is alive.
        unsafe { device::Device::get_device(parent) }
    }

    /// The driver's part, to change it.
    pub fn state_mut(&mut self) -> &mut S {
        &mut self.state
    }
}

/// What C calls.
pub struct Callbacks<H: FwctlHandler>(PhantomData<H>);

impl<H: FwctlHandler> Callbacks<H> {
    /// The table of a port.
    pub const TABLE: bindings::fwctl_ops = bindings::fwctl_ops {
        device_type: H::KIND,
        uctx_size: core::mem::size_of::<FwctlSession<H::SessionCtx>>(),
        open_uctx: Some(Self::on_open),
        close_uctx: Some(Self::on_close),
        info: Some(Self::on_info),
        fw_rpc: Some(Self::on_rpc),
    };

    /// A file was opened.
    unsafe extern "C" fn on_open(uctx: *mut bindings::fwctl_uctx) -> ffi::c_int {
        // SAFETY: The core only ever passes valid pointers.
        let session = unsafe { FwctlSession::<H::SessionCtx>::from_uctx(uctx) };
        match H::open_session(session) {
            Ok(()) => 0,
            Err(e) => e.to_errno(),
        }
    }

    /// A file is closed.
    unsafe extern "C" fn on_close(uctx: *mut bindings::fwctl_uctx) {
        // SAFETY: The core only ever passes valid pointers.
        let session = unsafe { FwctlSession::<H::SessionCtx>::from_uctx(uctx) };
        H::close_session(session);
    }

    /// A user asks what device this is.
    unsafe extern "C" fn on_info(
        uctx: *mut bindings::fwctl_uctx,
        length: *mut usize,
    ) -> *mut ffi::c_void {
        // SAFETY: The core only ever passes valid pointers.
        let session = unsafe { FwctlSession::<H::SessionCtx>::from_uctx(uctx) };
        match H::describe(session) {
            Ok(answer) => {
                let (start, len, _capacity) = answer.into_raw_parts();
                // SAFETY: C passes a `length` that can be written.
                unsafe {
                    *length = len;
                }
                start.cast()
            }
            Err(e) => Error::to_ptr(e),
        }
    }

    /// A user has a message for the firmware.
    unsafe extern "C" fn on_rpc(
        uctx: *mut bindings::fwctl_uctx,
        scope: u32,
        message: *mut ffi::c_void,
        message_len: usize,
        answer_len: *mut usize,
    ) -> *mut ffi::c_void {
        // SAFETY: The core only ever passes valid pointers.
        let session = unsafe { FwctlSession::<H::SessionCtx>::from_uctx(uctx) };
        // SAFETY: `message` points to `message_len` bytes.
        let bytes = unsafe { core::slice::from_raw_parts_mut(message as *mut u8, message_len) };

        match H::exchange(session, scope, bytes, answer_len) {
            Ok(Some(answer)) => {
                let (start, len, _capacity) = answer.into_raw_parts();
                // SAFETY: C passes an `answer_len` that can be written.
                unsafe { *answer_len = len };
                start.cast()
            }
            Ok(None) => message,
            Err(e) => Error::to_ptr(e),
        }
    }
}
