// SPDX-License-Identifier: GPL-2.0

//! Firmware control: lets user space talk to the firmware of a device.
//!
//! C header: [`include/linux/fwctl.h`](srctree/include/linux/fwctl.h)

use crate::{
    bindings,
    container_of,
    device::{
        self,
        Bound, //
    },
    error::{
        from_result,
        to_result, //
    },
    prelude::*,
    sync::aref::{
        ARef,
        AlwaysRefCounted, //
    },
    types::Opaque, //
};
use core::{
    marker::PhantomData,
    ptr::NonNull, //
};

/// What kind of device a driver drives, the C `enum fwctl_device_type`.
#[repr(u32)]
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum DeviceType {
    /// ConnectX of Mellanox.
    Mlx5 = bindings::fwctl_device_type_FWCTL_DEVICE_TYPE_MLX5,
    /// A memory device on Compute Express Link.
    Cxl = bindings::fwctl_device_type_FWCTL_DEVICE_TYPE_CXL,
    /// A device of Pensando.
    Pds = bindings::fwctl_device_type_FWCTL_DEVICE_TYPE_PDS,
}

/// How far a request may go, the C `enum fwctl_rpc_scope`.
#[repr(u32)]
#[derive(Copy, Clone, Debug, Eq, PartialEq)]
pub enum RpcScope {
    /// Reads and changes the configuration.
    Configuration = bindings::fwctl_rpc_scope_FWCTL_RPC_CONFIGURATION,
    /// Reads what helps to find faults.
    DebugReadOnly = bindings::fwctl_rpc_scope_FWCTL_RPC_DEBUG_READ_ONLY,
    /// Writes, as far as a locked down kernel allows.
    DebugWrite = bindings::fwctl_rpc_scope_FWCTL_RPC_DEBUG_WRITE,
    /// Writes anything.
    DebugWriteFull = bindings::fwctl_rpc_scope_FWCTL_RPC_DEBUG_WRITE_FULL,
}

impl TryFrom<u32> for RpcScope {
    type Error = Error;

    #[inline]
    fn try_from(scope: u32) -> Result<Self> {
        match scope {
            bindings::fwctl_rpc_scope_FWCTL_RPC_CONFIGURATION => Ok(Self::Configuration),
            bindings::fwctl_rpc_scope_FWCTL_RPC_DEBUG_READ_ONLY => Ok(Self::DebugReadOnly),
            bindings::fwctl_rpc_scope_FWCTL_RPC_DEBUG_WRITE => Ok(Self::DebugWrite),
            bindings::fwctl_rpc_scope_FWCTL_RPC_DEBUG_WRITE_FULL => Ok(Self::DebugWriteFull),
            _ => Err(EOPNOTSUPP),
        }
    }
}

/// The answer to a request.
pub enum FwRpcResponse {
    /// So many bytes at the beginning of the buffer that the request came in.
    InPlace(usize),
    /// A buffer of its own.
    NewBuffer(KVVec<u8>),
}

/// What a driver does for its users.
///
/// A value of the implementing type is what the driver keeps for one open file. Files are opened
/// on one thread and closed on another, and several threads may use the same file at once.
pub trait Operations: Sized + Send + Sync + 'static {
    /// What kind of device the driver drives.
    const DEVICE_TYPE: DeviceType;

    /// Makes the state of a file that is being opened.
    fn open(device: &Device<Self>, parent: &device::Device<Bound>) -> impl PinInit<Self, Error>;

    /// Tells that the file is closed; the state is dropped afterwards.
    fn close(_this: Pin<&mut Self>, _device: &Device<Self>, _parent: &device::Device<Bound>) {}

    /// Describes the device to the user.
    fn info(
        this: Pin<&Self>,
        device: &Device<Self>,
        parent: &device::Device<Bound>,
    ) -> Result<KVec<u8>>;

    /// Passes a message on to the firmware.
    ///
    /// The user has room for `max_output_len` bytes. An answer may be longer: the core tells the
    /// user its length and copies what fits.
    fn fw_rpc(
        this: Pin<&Self>,
        device: &Device<Self>,
        parent: &device::Device<Bound>,
        scope: RpcScope,
        message: &mut [u8],
        max_output_len: usize,
    ) -> Result<FwRpcResponse>;
}

/// A device that user space can talk to once it has a [`Registration`].
///
/// # Invariants
///
/// `raw` was set up by `_fwctl_alloc_device()`, which allocated the whole `Device<T>`. The memory
/// lives until the last reference is dropped.
#[repr(C)]
pub struct Device<T: Operations> {
    raw: Opaque<bindings::fwctl_device>,
    message_limit: usize,
    _operations: PhantomData<T>,
}

impl<T: Operations> Device<T> {
    /// Allocates a device below `parent`, whose firmware takes messages up to `message_limit`.
    pub fn new(parent: &device::Device<Bound>, message_limit: usize) -> Result<ARef<Self>> {
        const_assert!(
            core::mem::offset_of!(Self, raw) == 0,
            "C takes the beginning of the memory for its struct fwctl_device"
        );

        let table = core::ptr::from_ref(&VTable::<T>::TABLE);
        let size = core::mem::size_of::<Self>();

        // SAFETY: `parent` is bound to its driver, `table` is never freed, and `size` has room for
        // the `fwctl_device` at the beginning of `Self`.
        let raw = unsafe { bindings::_fwctl_alloc_device(parent.as_raw(), table, size) };
        let this = NonNull::new(raw.cast::<Self>()).ok_or(ENOMEM)?;

        // SAFETY: `this` points to `size` bytes that nothing else knows of yet.
        unsafe { (&raw mut (*this.as_ptr()).message_limit).write(message_limit) };

        // INVARIANT: `raw` comes from `_fwctl_alloc_device()` with the size of `Self`.
        // SAFETY: `this` is a valid `Device<T>`, and the reference that C made with it is ours.
        Ok(unsafe { ARef::from_raw(this) })
    }

    /// The longest message that the firmware takes.
    #[inline]
    pub fn message_limit(&self) -> usize {
        self.message_limit
    }

    #[inline]
    fn as_raw(&self) -> *mut bindings::fwctl_device {
        self.raw.get()
    }

    /// # Safety
    ///
    /// `raw` must be the beginning of a `Device<T>` that lives for `'a`.
    #[inline]
    unsafe fn from_raw<'a>(raw: *mut bindings::fwctl_device) -> &'a Self {
        // SAFETY: By the safety requirements, `raw` points to a live `Device<T>`.
        unsafe { &*raw.cast() }
    }

    /// The device that this one was made for.
    ///
    /// # Safety
    ///
    /// The device must be registered for as long as the reference is used.
    #[inline]
    unsafe fn parent(&self) -> &device::Device<Bound> {
        // SAFETY: `self.as_raw()` is a valid `fwctl_device` by the type invariants.
        let raw = unsafe { (*self.as_raw()).dev.parent };
        // SAFETY: A device holds a reference on its parent.
        let parent = unsafe { device::Device::from_raw(raw) };
        // SAFETY: The device is registered, and a `Registration` ends before its parent is unbound.
        unsafe { parent.as_bound() }
    }
}

impl<T: Operations> AsRef<device::Device> for Device<T> {
    #[inline]
    fn as_ref(&self) -> &device::Device {
        // SAFETY: `self.as_raw()` is a valid `fwctl_device` by the type invariants.
        let raw = unsafe { &raw mut (*self.as_raw()).dev };
        // SAFETY: The embedded device was set up together with `raw` and lives as long as `self`.
        unsafe { device::Device::from_raw(raw) }
    }
}

// SAFETY: The device lives until `fwctl_put()` drops the last reference, and `fwctl_get()` takes
// one.
unsafe impl<T: Operations> AlwaysRefCounted for Device<T> {
    #[inline]
    fn inc_ref(&self) {
        // SAFETY: `self` is a valid device by the type invariants.
        unsafe { bindings::fwctl_get(self.as_raw()) };
    }

    #[inline]
    unsafe fn dec_ref(this: NonNull<Self>) {
        // SAFETY: The caller gives away a reference, so the device is still valid.
        unsafe { bindings::fwctl_put(this.cast().as_ptr()) };
    }
}

// SAFETY: The reference count is atomic, and the last reference may be dropped on any thread.
unsafe impl<T: Operations> Send for Device<T> {}

// SAFETY: `message_limit` never changes, and C locks what it changes in `raw`.
unsafe impl<T: Operations> Sync for Device<T> {}

/// Makes a [`Device`] visible to user space, until it is dropped.
///
/// It cannot outlive the time for which its parent is bound.
///
/// # Invariants
///
/// `device` is registered, and its parent is bound for `'a`.
pub struct Registration<'a, T: Operations> {
    device: ARef<Device<T>>,
    _parent: PhantomData<&'a device::Device<Bound>>,
}

impl<'a, T: Operations> Registration<'a, T> {
    /// Registers `device`, which was made for the same `parent`.
    ///
    /// # Safety
    ///
    /// - `device` must not have been registered before.
    /// - The registration must be dropped, not forgotten.
    pub unsafe fn new(parent: &'a device::Device<Bound>, device: &Device<T>) -> Result<Self> {
        let expected: &device::Device = parent;
        if !device
            .as_ref()
            .parent()
            .is_some_and(|actual| core::ptr::eq(actual, expected))
        {
            return Err(EINVAL);
        }

        // SAFETY: `device` is valid and not registered yet by the safety requirements, and its
        // parent was just found to be `parent`, which is bound.
        to_result(unsafe { bindings::fwctl_register(device.as_raw()) })?;

        // INVARIANT: The device was just registered, and `parent` is bound for `'a`.
        Ok(Self {
            device: device.into(),
            _parent: PhantomData,
        })
    }
}

impl<T: Operations> Drop for Registration<'_, T> {
    fn drop(&mut self) {
        // SAFETY: By the type invariants the device is registered and its parent still bound.
        unsafe { bindings::fwctl_unregister(self.device.as_raw()) };
    }
}

/// One open file, with the driver's state behind what C knows of it.
#[repr(C)]
#[pin_data]
struct UserContext<T: Operations> {
    #[pin]
    raw: Opaque<bindings::fwctl_uctx>,
    #[pin]
    state: T,
}

impl<T: Operations> UserContext<T> {
    /// # Safety
    ///
    /// `raw` must be the `raw` of an open `UserContext<T>` that is pinned and lives for `'a`.
    #[inline]
    unsafe fn from_raw<'a>(raw: *mut bindings::fwctl_uctx) -> Pin<&'a Self> {
        // SAFETY: By the safety requirements there is a pinned `UserContext<T>` around `raw`.
        unsafe { Pin::new_unchecked(&*container_of!(Opaque::cast_from(raw), Self, raw)) }
    }

    /// # Safety
    ///
    /// - `raw` must be the `raw` of an open `UserContext<T>` that is pinned and lives for `'a`.
    /// - Nobody else may use the context for the duration of `'a`.
    #[inline]
    unsafe fn from_raw_mut<'a>(raw: *mut bindings::fwctl_uctx) -> Pin<&'a mut Self> {
        // SAFETY: By the safety requirements there is a `UserContext<T>` around `raw`.
        let context = unsafe { container_of!(Opaque::cast_from(raw), Self, raw) }.cast_mut();
        // SAFETY: By the safety requirements, `context` is pinned and used by nothing else.
        unsafe { Pin::new_unchecked(&mut *context) }
    }

    /// The driver's part.
    #[inline]
    fn state(self: Pin<&Self>) -> Pin<&T> {
        // SAFETY: `state` is structurally pinned.
        unsafe { self.map_unchecked(|context| &context.state) }
    }

    /// The device that was opened.
    #[inline]
    fn device(self: Pin<&Self>) -> &Device<T> {
        // SAFETY: C set `fwctl` before it opened this context.
        let raw = unsafe { (*self.raw.get()).fwctl };
        // SAFETY: `raw` is the beginning of a `Device<T>`, which C keeps alive for each open file.
        unsafe { Device::from_raw(raw) }
    }
}

/// What C calls.
struct VTable<T: Operations>(PhantomData<T>);

impl<T: Operations> VTable<T> {
    const TABLE: bindings::fwctl_ops = bindings::fwctl_ops {
        // CAST: `DeviceType` is `repr(u32)`, as the C enum is.
        device_type: T::DEVICE_TYPE as u32,
        uctx_size: core::mem::size_of::<UserContext<T>>(),
        open_uctx: Some(Self::open_uctx),
        close_uctx: Some(Self::close_uctx),
        info: Some(Self::info),
        fw_rpc: Some(Self::fw_rpc),
    };

    /// # Safety
    ///
    /// `uctx` must be the beginning of memory for a `UserContext<T>`, of which C has set up the
    /// `fwctl_uctx`, and whose device is registered.
    unsafe extern "C" fn open_uctx(uctx: *mut bindings::fwctl_uctx) -> ffi::c_int {
        const_assert!(
            core::mem::offset_of!(UserContext<T>, raw) == 0,
            "C takes the beginning of the memory for its struct fwctl_uctx"
        );

        // SAFETY: C has set up `uctx`.
        let raw = unsafe { (*uctx).fwctl };
        // SAFETY: `raw` is the beginning of the `Device<T>` that is opened, which C keeps alive.
        let device = unsafe { Device::<T>::from_raw(raw) };
        // SAFETY: The device is registered, so its parent is bound.
        let parent = unsafe { device.parent() };

        let context: *mut UserContext<T> = uctx.cast();
        // SAFETY: `uctx_size` makes C allocate the whole `UserContext<T>`.
        let state = unsafe { &raw mut (*context).state };
        from_result(|| {
            // SAFETY: Nobody uses `state` before this succeeds, and C does not move its memory.
            unsafe { T::open(device, parent).__pinned_init(state) }?;
            Ok(0)
        })
    }

    /// # Safety
    ///
    /// `uctx` must be the `raw` of an open `UserContext<T>` that nothing else uses or will use
    /// again, and whose device is registered.
    unsafe extern "C" fn close_uctx(uctx: *mut bindings::fwctl_uctx) {
        // SAFETY: C set `fwctl` before it opened this context.
        let raw = unsafe { (*uctx).fwctl };
        // SAFETY: `raw` is the beginning of a `Device<T>`, which C keeps alive for each open file.
        let device = unsafe { Device::<T>::from_raw(raw) };
        // SAFETY: The device is registered, so its parent is bound.
        let parent = unsafe { device.parent() };

        // SAFETY: The context is open, C does not move it, and nothing else uses it.
        let mut context = unsafe { UserContext::<T>::from_raw_mut(uctx) };
        T::close(context.as_mut().project().state, device, parent);

        let context: *mut UserContext<T> = uctx.cast();
        // SAFETY: The state was initialised when the context was opened, nothing uses it again, and
        // C frees its memory without dropping it.
        unsafe { core::ptr::drop_in_place(&raw mut (*context).state) };
    }

    /// # Safety
    ///
    /// `uctx` must be the `raw` of an open `UserContext<T>` whose device is registered, and
    /// `length` must be valid for writes.
    unsafe extern "C" fn info(
        uctx: *mut bindings::fwctl_uctx,
        length: *mut usize,
    ) -> *mut ffi::c_void {
        // SAFETY: The context is open, and C does not move it.
        let context = unsafe { UserContext::<T>::from_raw(uctx) };
        let device = context.device();
        // SAFETY: The device is registered, so its parent is bound.
        let parent = unsafe { device.parent() };

        match T::info(context.state(), device, parent) {
            Ok(answer) if answer.is_empty() => {
                // SAFETY: `length` is valid for writes by the safety requirements.
                unsafe { *length = 0 };
                // An empty vector has no memory that C could free.
                core::ptr::null_mut()
            }
            Ok(answer) => {
                let (start, len, _capacity) = answer.into_raw_parts();
                // SAFETY: `length` is valid for writes by the safety requirements.
                unsafe { *length = len };
                start.cast()
            }
            Err(e) => Error::to_ptr(e),
        }
    }

    /// # Safety
    ///
    /// - `uctx` must be the `raw` of an open `UserContext<T>` whose device is registered.
    /// - `message` must point to `message_len` initialised bytes that nothing else uses.
    /// - `answer_len` must be valid for reads and writes.
    unsafe extern "C" fn fw_rpc(
        uctx: *mut bindings::fwctl_uctx,
        scope: u32,
        message: *mut ffi::c_void,
        message_len: usize,
        answer_len: *mut usize,
    ) -> *mut ffi::c_void {
        let scope = match RpcScope::try_from(scope) {
            Ok(scope) => scope,
            Err(e) => return Error::to_ptr(e),
        };

        // SAFETY: The context is open, and C does not move it.
        let context = unsafe { UserContext::<T>::from_raw(uctx) };
        let device = context.device();
        // SAFETY: The device is registered, so its parent is bound.
        let parent = unsafe { device.parent() };
        // SAFETY: `answer_len` is valid for reads by the safety requirements.
        let max_output_len = unsafe { *answer_len };
        // SAFETY: `message` is valid for reads and writes of `message_len` bytes, which the core
        // initialised with what the user sent. Bytes need no alignment, the core never allocates
        // more than `isize::MAX` of them, and nothing else uses them until this returns.
        let bytes = unsafe { core::slice::from_raw_parts_mut(message.cast::<u8>(), message_len) };

        let answer = T::fw_rpc(
            context.state(),
            device,
            parent,
            scope,
            bytes,
            max_output_len,
        );
        let (start, len) = match answer {
            Ok(FwRpcResponse::InPlace(len)) if len <= message_len => (message, len),
            Ok(FwRpcResponse::InPlace(_)) => return Error::to_ptr(EINVAL),
            // An empty vector has no memory that C could free.
            Ok(FwRpcResponse::NewBuffer(buffer)) if buffer.is_empty() => (core::ptr::null_mut(), 0),
            Ok(FwRpcResponse::NewBuffer(buffer)) => {
                let (start, len, _capacity) = buffer.into_raw_parts();
                (start.cast(), len)
            }
            Err(e) => return Error::to_ptr(e),
        };

        // SAFETY: `answer_len` is valid for writes by the safety requirements.
        unsafe { *answer_len = len };
        start
    }
}
