// A template for an abstraction: a reference-counted C object, its registration while the parent is bound, and its callbacks.

import type { Snippet } from '../snippets';

const abstraction = `use crate::{
    bindings,
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

/// The callbacks of a ‹lamp› driver.
pub trait Operations: Sized + Send + Sync + 'static {
    /// Called when the ‹lamp› is to be switched, in process context.
    ///
    /// Calls may run concurrently.
    fn switch(device: &Device<Self>, on: bool) -> Result;
}

/// A ‹lamp›, owned through an [\`ARef\`].
///
/// # Invariants
///
/// The C struct was allocated with the callbacks of \`T\`, and its reference count owns the
/// allocation.
#[repr(transparent)]
pub struct Device<T: Operations>(Opaque<bindings::‹lamp›_device>, PhantomData<T>);

impl<T: Operations> Device<T> {
    /// Allocates a ‹lamp› below \`parent\`; nothing sees it before it is registered.
    pub fn new(parent: &device::Device<Bound>) -> Result<ARef<Self>> {
        // SAFETY: \`parent\` is bound, as its type says, and the callbacks are static.
        let raw = unsafe { bindings::‹lamp›_alloc(parent.as_raw(), &VTable::<T>::OPS) };
        let device = NonNull::new(raw).ok_or(ENOMEM)?;

        // INVARIANT: It was allocated just now, with the callbacks of \`T\`.
        // SAFETY: The allocation came with one reference, which is owned here.
        Ok(unsafe { ARef::from_raw(device.cast()) })
    }

    #[inline]
    fn as_raw(&self) -> *mut bindings::‹lamp›_device {
        self.0.get()
    }

    /// Borrows the device from the pointer that C has.
    ///
    /// # Safety
    ///
    /// \`raw\` must point to the C struct of a \`Device<T>\` on which a reference is held for all of
    /// \`'a\`.
    #[inline]
    unsafe fn from_raw<'a>(raw: *mut bindings::‹lamp›_device) -> &'a Self {
        // SAFETY: By the safety requirements of this function \`raw\` is valid for \`'a\`, and \`Self\`
        // is a transparent wrapper of what it points to.
        unsafe { &*raw.cast() }
    }
}

// SAFETY: \`‹lamp›_get()\` and \`‹lamp›_put()\` take and give back references of one count.
unsafe impl<T: Operations> AlwaysRefCounted for Device<T> {
    #[inline]
    fn inc_ref(&self) {
        // SAFETY: A shared reference exists, so the reference count is not zero.
        unsafe { bindings::‹lamp›_get(self.as_raw()) };
    }

    #[inline]
    unsafe fn dec_ref(obj: NonNull<Self>) {
        // SAFETY: By the safety requirements of this function the caller owns a reference on \`obj\`
        // and does not use it any more.
        unsafe { bindings::‹lamp›_put(obj.cast().as_ptr()) };
    }
}

// SAFETY: A \`Device\` is reference counted, and the last reference may be put on any thread.
unsafe impl<T: Operations> Send for Device<T> {}

// SAFETY: What can be done through a shared reference is serialised by C.
unsafe impl<T: Operations> Sync for Device<T> {}

/// The registration of a [\`Device\`], which cannot outlive the binding of its parent.
///
/// # Invariants
///
/// \`device\` is registered.
pub struct Registration<'a, T: Operations> {
    device: ARef<Device<T>>,
    _parent: PhantomData<&'a device::Device<Bound>>,
}

impl<'a, T: Operations> Registration<'a, T> {
    /// Makes the device visible. Callbacks may run before this returns.
    ///
    /// # Safety
    ///
    /// - The registration must not be leaked: the device has to be unregistered before its parent
    ///   is unbound.
    /// - \`device\` must have been allocated below \`_parent\` and must not be registered, now or by
    ///   someone else meanwhile.
    pub unsafe fn new(_parent: &'a device::Device<Bound>, device: &Device<T>) -> Result<Self> {
        // SAFETY: By the safety requirements of this function \`device\` is not registered and its
        // parent is bound; it is live by its type invariants.
        to_result(unsafe { bindings::‹lamp›_register(device.as_raw()) })?;

        // INVARIANT: The device was registered just now.
        Ok(Self {
            device: device.into(),
            _parent: PhantomData,
        })
    }
}

impl<T: Operations> Drop for Registration<'_, T> {
    fn drop(&mut self) {
        // SAFETY: By the type invariants the device is registered, and the lifetime of the type
        // says that its parent is still bound.
        unsafe { bindings::‹lamp›_unregister(self.device.as_raw()) };
    }
}

/// Holds the callbacks that C calls.
struct VTable<T: Operations>(PhantomData<T>);

impl<T: Operations> VTable<T> {
    const OPS: bindings::‹lamp›_ops = bindings::‹lamp›_ops {
        switch_lamp: Some(Self::switch_callback),
    };

    /// Has the driver switch its ‹lamp›.
    ///
    /// # Safety
    ///
    /// \`raw\` must point to the C struct of a registered \`Device<T>\`, on which a reference is held.
    unsafe extern "C" fn switch_callback(raw: *mut bindings::‹lamp›_device, on: bool) -> c_int {
        // SAFETY: By the safety requirements of this function \`raw\` is valid until it returns.
        let device = unsafe { Device::<T>::from_raw(raw) };

        from_result(|| {
            T::switch(device, on)?;
            Ok(0)
        })
    }
}
`;

export const abstractionSnippets: readonly Snippet[] = [
  {
    label: 'kernel-abstraction',
    detail: 'an abstraction of a C subsystem',
    documentation:
      'A reference-counted C object behind `Opaque` and `ARef`, its registration tied to the bound parent, a trait for drivers, and the private callbacks behind it. Replace the functions and the callback with those of the subsystem; inline C functions need helpers in `rust/helpers`.',
    crate: 'kernel',
    text: abstraction,
  },
];
