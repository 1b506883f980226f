// SPDX-License-Identifier: GPL-2.0

//! The `kernel` crate, of which this shows what the abstraction adds.

#[cfg(CONFIG_FWCTL = "y")]
pub mod fwctl;
