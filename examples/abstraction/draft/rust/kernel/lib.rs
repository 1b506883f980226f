// SPDX-License-Identifier: GPL-2.0

//! The `kernel` crate, of which this shows what the draft adds.

#[cfg(CONFIG_FWCTL)]
pub mod fwctl;
