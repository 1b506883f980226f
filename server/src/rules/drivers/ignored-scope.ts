// Requests that are executed without checking their scope.

import { functionsGiven, parameterOf, usesOf, type CallbackMethod } from '../../facts/kernel/callbacks';
import type { Facts } from '../../facts/facts';
import { tailOf } from '../../facts/types/values';
import { rule, type Report } from '../../rule';
import type { Node, SourceFile } from '../../syntax/source-file';

export default rule({
  id: 'ignored-scope',
  summary: 'A callback executes a request without checking its scope.',
  severity: 'warning',
  confidence: 'certain',
  needs: 'file',
  why: `The scope says how much the user may do with the request. The core checks the capability and taints the kernel, but it cannot know which command
needs which scope: the driver has to check that, or pass the scope to the firmware. A driver that does neither lets everyone who can open the file
send every command. Printing the scope checks nothing.`,
  sources: ['include/uapi/fwctl/fwctl.h (enum fwctl_rpc_scope)', 'Documentation/userspace-api/fwctl/fwctl.rst'],
  examples: [
    {
      bad: `
use kernel::fwctl;

impl fwctl::Operations for Flash {
    fn fw_rpc<'a>(
        _this: Pin<&Self>,
        device: &fwctl::Device<Self>,
        data: &FlashData<'a>,
        scope: fwctl::RpcScope,
        //~< ^^^^^ ignored-scope
        message: &mut [u8],
        _limit: usize,
    ) -> Result<fwctl::FwRpcResponse, Error> {
        dev_dbg!(device, "scope {scope:?} {:?}\\n", scope);
        data.queue.send(message).map(fwctl::FwRpcResponse::NewBuffer)
    }
}

impl fwctl::Operations for OldFlash {
    fn fw_rpc(
        _this: &Self,
        device: &fwctl::Device<Self>,
        _scope: fwctl::RpcScope,
        //~< ^^^^^^ ignored-scope
        message: &mut [u8],
    ) -> Result<fwctl::FwRpcResponse, Error> {
        device.data().send(message)?;
        Ok(fwctl::FwRpcResponse::InPlace(message.len()))
    }
}
`,
      good: `
use kernel::fwctl;

impl fwctl::Operations for Flash {
    fn fw_rpc<'a>(
        _this: Pin<&Self>,
        _device: &fwctl::Device<Self>,
        data: &FlashData<'a>,
        scope: fwctl::RpcScope,
        message: &mut [u8],
        _limit: usize,
    ) -> Result<fwctl::FwRpcResponse, Error> {
        let command = Command::parse(message)?;
        if !permits(scope, command) {
            return Err(EPERM);
        }
        data.queue.send(message).map(fwctl::FwRpcResponse::NewBuffer)
    }
}

fn permits(scope: fwctl::RpcScope, command: Command) -> bool {
    match command {
        Command::Identify => true,
        Command::Erase => scope == fwctl::RpcScope::DebugWriteFull,
    }
}

impl fwctl::Operations for Probe {
    fn fw_rpc<'a>(
        _this: Pin<&Self>,
        _device: &fwctl::Device<Self>,
        data: &FlashData<'a>,
        scope: fwctl::RpcScope,
        message: &mut [u8],
        _limit: usize,
    ) -> Result<fwctl::FwRpcResponse, Error> {
        // The firmware decides.
        data.queue.send_with(scope as u32, message).map(fwctl::FwRpcResponse::NewBuffer)
    }
}

impl fwctl::Operations for Later {
    fn fw_rpc<'a>(
        _this: Pin<&Self>,
        _device: &fwctl::Device<Self>,
        _data: &FlashData<'a>,
        _scope: fwctl::RpcScope,
        _message: &mut [u8],
        _limit: usize,
    ) -> Result<fwctl::FwRpcResponse, Error> {
        Err(ENOSYS)
    }
}
`,
    },
    {
      bad: `
use kernel::fwctl;

impl fwctl::Operations for Flash {
    fn fw_rpc<'a>(
        _this: Pin<&Self>,
        _device: &fwctl::Device<Self>,
        data: &FlashData<'a>,
        scope: fwctl::RpcScope,
        message: &mut [u8],
        _limit: usize,
    ) -> Result<fwctl::FwRpcResponse, Error> {
        let command = Command::parse(message)?;
        if !permits(scope, command) || !Self::may_write(scope) {
            return Err(EPERM);
        }
        data.queue.send(message).map(fwctl::FwRpcResponse::NewBuffer)
    }
}

impl Flash {
    fn may_write(_: fwctl::RpcScope) -> bool {
        //~      ^ ignored-scope
        ENABLED.load(Relaxed)
    }
}

fn permits(_scope: fwctl::RpcScope, _command: Command) -> bool {
    //~    ^^^^^^ ignored-scope
    // Everything for now.
    true
}
`,
    },
  ],
  *check({ file, facts }) {
    for (const { methods } of facts.callbackImpls) for (const method of methods) yield* judge(file, { method, facts });
  },
});

function* judge(file: SourceFile, { method, facts }: { method: CallbackMethod; facts: Facts }): Generator<Report> {
  const scope = parameterOf(method, 'scope');
  if (scope === undefined || !canSucceed(file, method.body)) return;
  const { name } = method.known;
  const pattern = scope.name ?? file.field(scope.node, 'pattern') ?? scope.node;
  const help = 'reject commands that the scope does not allow, or pass the scope to the firmware';
  if (scope.name === undefined || usesOf(file, { name: file.textOf(scope.name), body: method.body }).length === 0) {
    if (scope.name === undefined && file.textOf(pattern) !== '_') return;
    yield { at: pattern, message: `\`${name}\` executes the request whatever its scope is`, help };
    return;
  }
  for (const given of functionsGiven(file, { name: scope.name, body: method.body, facts })) {
    const own = file.field(given.parameter, 'pattern');
    const text = file.textOf(own) ?? '';
    if (own === undefined || !/^_?\w*$/.test(text)) continue;
    if (text !== '_' && usesOf(file, { name: text, body: given.body }).length > 0) continue;
    const fn = file.field(given.node, 'name');
    const what = fn === undefined ? 'this' : `\`${file.textOf(fn)}\``;
    const always = isTrue(file, given.body) ? 'allows everything' : 'ignores it';
    yield { at: own, message: `\`${name}\` asks ${what} about the scope, which ${always}`, help };
  }
}

/** A callback that rejects every request need not check it. */
const canSucceed = (file: SourceFile, body: Node): boolean => {
  const tail = tailOf(file, body);
  return /\bOk\b|\?/.test(file.textOf(body)) || (tail !== undefined && !/^Err\b/.test(file.textOf(tail)));
};

function isTrue(file: SourceFile, body: Node): boolean {
  const tail = tailOf(file, body);
  return tail !== undefined && file.named(body).length === 1 && file.textOf(tail) === 'true';
}
