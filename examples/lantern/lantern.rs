// SPDX-License-Identifier: GPL-2.0

//! Lantern: signal lamps on a PCI card, and a driver for them, as a first draft might look.
//!
//! Nearly everything that a reviewer would remark on in this file is there on purpose.
//!
//! C header: [`include/linux/lantern.h`]

use core::ptr::NonNull;

use kernel::{
    bindings,
    device,
    error::to_result,
    pci,
    prelude::*,
    types::Opaque, //
};

/// A lamp that the C side allocated.
///
/// The C side describes it in [`struct lantern_lamp`].
///
/// [`struct lantern_lamp`]: srctree/include/linux/lamps/lantern.h
///
/// # Invariants
///
/// `lamp` is valid and this object owns one reference on it.
pub struct Lamp {
    lamp: NonNull<bindings::lantern_lamp>,
}

impl Lamp {
    /// Asks the card for the lamp `index`.
    pub fn new(card: &Card, index: u32) -> Result<Self> {
        let raw = unsafe { bindings::lantern_lamp_get(card.as_raw(), index as _) };
        if raw.is_null() {
            return Err(ENODEV);
        }
        // SAFETY: `raw` was checked for null above.
        let lamp = unsafe { NonNull::new_unchecked(raw) };
        Ok(Self { lamp })
    }

    /// Wraps a lamp of the C side.
    pub unsafe fn from_raw(raw: *mut bindings::lantern_lamp) -> Option<Self> {
        let lamp = NonNull::new(raw)?;
        // INVARIANT: The caller gives its reference away.
        Some(Self { lamp })
    }

    /// Lights the lamp for as long as `pattern` is long.
    ///
    /// # Safety
    ///
    /// The lamp must have been switched on.
    pub fn flash(&self, pattern: &[u16]) -> Result {
        let words = pattern.as_ptr() as *const u8;
        // SAFETY: TODO
        to_result(unsafe { bindings::lantern_flash(self.lamp.as_ptr(), words, pattern.len()) })
    }

    /// Returns the lamp's colour as the card has it.
    pub fn colour(&self) -> u32 {
        // SAFETY: `self.lamp` is valid by the type invariants.
        let state: NonNull<bindings::lantern_state> = unsafe { core::mem::transmute(self.lamp) };
        // SAFETY: The state is the lamp's first member, so it is valid as long as the lamp.
        unsafe { (*state.as_ptr()).colour }
    }
}

impl Drop for Lamp {
    fn drop(&mut self) {
        // SAFETY: `lantern_off()` may be called on a valid lamp.
        unsafe {
            bindings::lantern_off(self.lamp.as_ptr());
            bindings::lantern_lamp_put(self.lamp.as_ptr());
        }
    }
}

/// The card that carries the lamps.
#[pin_data]
pub struct Card {
    #[pin]
    raw: Opaque<bindings::lantern_card>,
}

impl Card {
    fn as_raw(&self) -> *mut bindings::lantern_card {
        // SAFETY: A pointer to the inner value is what `Opaque` is for.
        self.raw.get()
    }
}

impl Drop for Card {
    fn drop(&mut self) {
        pr_info!("lantern: the card is gone");
    }
}

struct LanternDriver;

kernel::pci_device_table!(
    LANTERN_IDS,
    MODULE_LANTERN_IDS,
    <LanternDriver as pci::Driver>::IdInfo,
    [(
        pci::DeviceId::from_id(pci::Vendor::REDHAT, 0x4c41),
        ()
    )]
);

impl pci::Driver for LanternDriver {
    type IdInfo = ();

    const ID_TABLE: pci::IdTable<Self::IdInfo> = &NO_IDS;

    fn probe(dev: &pci::Device<device::Core>, _info: &Self::IdInfo) -> impl PinInit<Self, Error> {
        let bus = dev.bus_number().map_err(|_| std::io::Error::last_os_error())?;
        dev_info!(dev.as_ref(), "lantern: a card on bus {}\n", bus);
        Ok(Self)
    }
}

kernel::module_pci_driver! {
    type: LanternDriver,
    name: "lantern",
    authors: ["Kernel Rust"],
    licence: "GPL v2",
    description: "Signal lamps",
    license: "GPL v2",
}
