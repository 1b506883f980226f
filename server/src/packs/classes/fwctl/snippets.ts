// Templates for fwctl drivers, for the API as merged for 7.3.

import type { Snippet } from '../../snippets';

const operations = `impl fwctl::Operations for ‹Tool›Context {
    type RegistrationData<'a> = ‹Tool›Data<'a>;

    const DEVICE_TYPE: fwctl::DeviceType = fwctl::DeviceType::‹Tool›;

    fn open<'a>(
        _device: &fwctl::Device<Self>,
        _reg_data: &Self::RegistrationData<'a>,
    ) -> impl PinInit<Self, Error> {
        try_pin_init!(Self {})
    }

    fn close<'a>(
        _this: Pin<&mut Self>,
        _device: &fwctl::Device<Self>,
        _reg_data: &Self::RegistrationData<'a>,
    ) {
        // Release what \`open\` acquired from the firmware; the context is dropped afterwards.
    }

    fn info<'a>(
        _this: Pin<&Self>,
        _device: &fwctl::Device<Self>,
        _reg_data: &Self::RegistrationData<'a>,
    ) -> Result<KVec<u8>, Error> {
        Ok(KVec::new())
    }

    fn fw_rpc<'a>(
        _this: Pin<&Self>,
        _device: &fwctl::Device<Self>,
        reg_data: &Self::RegistrationData<'a>,
        scope: fwctl::RpcScope,
        rpc_buf: &mut [u8],
        _max_output_len: usize,
    ) -> Result<fwctl::FwRpcResponse, Error> {
        let command = u32::from_le_bytes(*rpc_buf.first_chunk().ok_or(EINVAL)?);
        if !is_permitted(command, scope) {
            return Err(EPERM);
        }

        let len = reg_data.send(rpc_buf)?;

        Ok(fwctl::FwRpcResponse::InPlace(len))
    }
}

/// Whether a request of this scope may use the command; unlisted commands are rejected.
fn is_permitted(command: u32, scope: fwctl::RpcScope) -> bool {
    match (command, scope) {
        (‹0x1›, _) => true,
        (‹0x2›, fwctl::RpcScope::DebugWrite | fwctl::RpcScope::DebugWriteFull) => true,
        _ => false,
    }
}
`;

const driver = `use kernel::{
    auxiliary,
    device::Core,
    fwctl,
    prelude::*, //
};

/// What callbacks borrow for as long as the device is bound.
#[pin_data]
struct ‹Tool›Data<'a> {
    adev: &'a auxiliary::Device,
}

impl<'a> ‹Tool›Data<'a> {
    fn new(adev: &'a auxiliary::Device) -> impl PinInit<Self, Error> + 'a {
        try_pin_init!(Self { adev })
    }

    /// Passes a message to the firmware, which answers in place; returns the length of the answer.
    fn send(&self, message: &mut [u8]) -> Result<usize> {
        dev_dbg!(self.adev, "a message of {} bytes\\n", message.len());

        Err(EOPNOTSUPP)
    }
}

/// One open file.
#[pin_data]
struct ‹Tool›Context {}

${operations}
/// What the driver keeps while the device is bound.
struct ‹Tool›State<'bound> {
    // Must come before everything that callbacks borrow: fields are dropped in this order.
    _fwctl: fwctl::Registration<'bound, ‹Tool›Context>,
}

struct ‹Tool›Driver;

kernel::auxiliary_device_table!(
    AUX_TABLE,
    <‹Tool›Driver as auxiliary::Driver>::IdInfo,
    [(auxiliary::DeviceId::new(c"‹parent_module›", c"fwctl"), ())]
);

impl auxiliary::Driver for ‹Tool›Driver {
    type IdInfo = ();
    type Data<'bound> = ‹Tool›State<'bound>;

    const ID_TABLE: auxiliary::IdTable<Self::IdInfo> = &AUX_TABLE;

    fn probe<'bound>(
        adev: &'bound auxiliary::Device<Core<'_>>,
        _info: &'bound Self::IdInfo,
    ) -> impl PinInit<Self::Data<'bound>, Error> + 'bound {
        let dev = fwctl::Device::<‹Tool›Context>::new(adev.as_ref())?;

        // SAFETY:
        // - The registration is stored in the data of the bound device, is never leaked, and so is
        //   unregistered before the device is unbound.
        // - \`dev\` was allocated above, so it is not registered, and no other thread knows it.
        let fwctl = unsafe { fwctl::Registration::new(adev.as_ref(), &dev, ‹Tool›Data::new(adev)) }?;

        Ok(‹Tool›State { _fwctl: fwctl })
    }
}

kernel::module_auxiliary_driver! {
    type: ‹Tool›Driver,
    name: "‹tool_fwctl›",
    authors: ["‹Author›"],
    description: "‹fwctl driver of Tool›",
    license: "GPL",
    imports_ns: ["FWCTL"],
}
`;

export const fwctlSnippets: readonly Snippet[] = [
  {
    label: 'fwctl-driver',
    detail: 'a fwctl driver on the auxiliary bus',
    documentation:
      'A whole driver: context, registration data, callbacks, `probe` and `module_auxiliary_driver!`. Its Kconfig option depends on `RUST_FWCTL_ABSTRACTIONS`. Fill in how a message reaches the firmware, which command needs which scope, and its own value in `DeviceType`.',
    crate: 'driver',
    text: driver,
  },
  {
    label: 'fwctl-operations',
    detail: 'fwctl::Operations with all callbacks',
    documentation:
      'Every callback of a fwctl driver, and a list of the commands that a scope permits. `close` and `info` may be left out. The registration data needs a method `send` that passes a message to the firmware.',
    crate: 'driver',
    text: operations,
  },
];
