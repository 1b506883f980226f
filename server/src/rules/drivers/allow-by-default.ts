// Permission checks that allow unknown commands.

import { functionsGiven, parameterOf } from '../../facts/kernel/callbacks';
import { tailOf } from '../../facts/types/values';
import { rule, type Context } from '../../rule';
import type { Node, SourceFile } from '../../syntax/source-file';

export default rule({
  id: 'allow-by-default',
  summary: 'A permission check allows every command that it does not list.',
  severity: 'warning',
  confidence: 'certain',
  needs: 'file',
  why: `The firmware may gain commands that the kernel does not know. A check that lists the forbidden commands and allows the rest exposes each new one to
everyone on the day the firmware is updated. List what each scope allows, and reject the rest with \`_ => false\`. The highest scope may allow
everything, because its holder could harm the machine anyway.`,
  sources: ['Documentation/userspace-api/fwctl/fwctl.rst', 'include/uapi/fwctl/fwctl.h (enum fwctl_rpc_scope)'],
  examples: [
    {
      bad: `
use kernel::fwctl::{self, RpcScope};

impl fwctl::Operations for Flash {
    fn fw_rpc<'a>(
        _this: Pin<&Self>,
        _device: &fwctl::Device<Self>,
        data: &FlashData<'a>,
        scope: RpcScope,
        message: &mut [u8],
        _limit: usize,
    ) -> Result<fwctl::FwRpcResponse, Error> {
        let command = Command::parse(message)?;
        if !permits(scope, command) || is_forbidden(scope, command) {
            return Err(EPERM);
        }
        check(scope, command)?;
        match scope {
            RpcScope::Configuration if command.writes() => return Err(EPERM),
            _ => {}
            //~< ^ allow-by-default
        }
        data.queue.send(message).map(fwctl::FwRpcResponse::NewBuffer)
    }
}

fn permits(scope: RpcScope, command: Command) -> bool {
    match (scope, command) {
        (RpcScope::Configuration, Command::Erase | Command::Write) => false,
        (RpcScope::DebugReadOnly, Command::Erase) => false,
        _ => true,
        //~< ^ allow-by-default
    }
}

fn check(scope: RpcScope, command: Command) -> Result {
    match scope {
        RpcScope::DebugWrite => match command {
            Command::Erase => Err(EPERM),
            _ => Ok(()),
            //~< ^ allow-by-default
        },
        RpcScope::DebugWriteFull => Ok(()),
        _ => Err(EPERM),
    }
}
`,
      fixed: `
use kernel::fwctl::{self, RpcScope};

impl fwctl::Operations for Flash {
    fn fw_rpc<'a>(
        _this: Pin<&Self>,
        _device: &fwctl::Device<Self>,
        data: &FlashData<'a>,
        scope: RpcScope,
        message: &mut [u8],
        _limit: usize,
    ) -> Result<fwctl::FwRpcResponse, Error> {
        let command = Command::parse(message)?;
        if !permits(scope, command) || is_forbidden(scope, command) {
            return Err(EPERM);
        }
        check(scope, command)?;
        match scope {
            RpcScope::Configuration if command.writes() => return Err(EPERM),
            _ => {}
        }
        data.queue.send(message).map(fwctl::FwRpcResponse::NewBuffer)
    }
}

fn permits(scope: RpcScope, command: Command) -> bool {
    match (scope, command) {
        (RpcScope::Configuration, Command::Erase | Command::Write) => false,
        (RpcScope::DebugReadOnly, Command::Erase) => false,
        _ => false,
    }
}

fn check(scope: RpcScope, command: Command) -> Result {
    match scope {
        RpcScope::DebugWrite => match command {
            Command::Erase => Err(EPERM),
            _ => Err(EPERM),
        },
        RpcScope::DebugWriteFull => Ok(()),
        _ => Err(EPERM),
    }
}
`,
      good: `
use kernel::fwctl::{self, RpcScope};

impl fwctl::Operations for Flash {
    fn fw_rpc<'a>(
        _this: Pin<&Self>,
        _device: &fwctl::Device<Self>,
        data: &FlashData<'a>,
        scope: RpcScope,
        message: &mut [u8],
        _limit: usize,
    ) -> Result<fwctl::FwRpcResponse, Error> {
        let command = Command::parse(message)?;
        if !permits(scope, command) {
            return Err(EPERM);
        }
        let is_quiet = match command {
            Command::Identify => false,
            _ => true,
        };
        data.queue.send(message, is_quiet).map(fwctl::FwRpcResponse::NewBuffer)
    }
}

fn permits(scope: RpcScope, command: Command) -> bool {
    match scope {
        RpcScope::Configuration => matches!(command, Command::Identify | Command::Limits),
        RpcScope::DebugReadOnly => match command {
            Command::Identify | Command::Read => true,
            _ => false,
        },
        RpcScope::DebugWriteFull => match command {
            Command::Identify => true,
            _ => true,
        },
        _ => false,
    }
}

fn parity(command: Command) -> bool {
    match command {
        Command::Read => false,
        _ => true,
    }
}
`,
    },
    {
      bad: `
use kernel::fwctl::{self, RpcScope};

impl fwctl::Operations for Flash {
    fn fw_rpc<'a>(
        _this: Pin<&Self>,
        _device: &fwctl::Device<Self>,
        data: &FlashData<'a>,
        scope: RpcScope,
        message: &mut [u8],
        _limit: usize,
    ) -> Result<fwctl::FwRpcResponse, Error> {
        if !Self::permits(Command::parse(message)?, scope) {
            return Err(EPERM);
        }
        data.queue.send(message).map(fwctl::FwRpcResponse::NewBuffer)
    }
}

impl Flash {
    fn permits(command: Command, scope: RpcScope) -> bool {
        !matches!((command, scope), (Command::Erase, RpcScope::Configuration))
        //~< ^ allow-by-default
    }
}
`,
    },
  ],
  *check(context) {
    const { file, facts } = context;
    for (const { methods } of facts.callbackImpls) {
      for (const method of methods) {
        const name = parameterOf(method, 'scope')?.name;
        if (name === undefined) continue;
        yield* inBody(context, { body: method.body, isCheck: false, scope: file.textOf(name) });
        for (const { parameter, body } of functionsGiven(file, { name, body: method.body, facts })) {
          const own = file.field(parameter, 'pattern');
          if (own !== undefined) yield* inBody(context, { body, isCheck: true, scope: file.textOf(own) });
        }
      }
    }
  },
});

/** A function that checks the scope decides about the command in every arm; the callback itself only where it matches on the scope. */
function* inBody({ file, facts }: Context, { body, isCheck, scope }: { body: Node; isCheck: boolean; scope: string }) {
  const highest = new Set(
    facts.packs.flatMap(({ enums }) => enums ?? []).flatMap(({ members }) => members.at(-1)?.variant ?? []),
  );
  for (const arm of file.descendants(body, 'match_arm')) {
    const pattern = file.field(arm, 'pattern');
    const value = file.field(arm, 'value');
    if (pattern === undefined || value === undefined || !/^\(?\s*_(?:\s*,\s*_)*\s*\)?$/.test(file.textOf(pattern))) continue;
    const allows = /^(?:true|Ok\(\(\)\))$/.test(file.textOf(value));
    const goesOn = /^(?:\{\s*\}|\(\))$/.test(file.textOf(value)) && refusesElsewhere(file, arm);
    if (!allows && !goesOn) continue;
    if (isCheck ? !isAnswer(file, { arm, body, highest }) : !matchesOn(file, { arm, scope })) continue;
    yield {
      at: pattern,
      message: `\`${file.textOf(pattern)}\` allows every command that has no arm above it`,
      help: 'list the allowed commands and reject the rest',
      fix: allows ? refusal(file, { value, arm }) : undefined,
    };
  }
  const tail = isCheck ? tailOf(file, body) : undefined;
  const not = file.is(tail, 'unary_expression') ? file.child(tail, '!') : undefined;
  if (tail === undefined || not === undefined || !/^!\s*matches!/.test(file.textOf(tail))) return;
  yield {
    at: not,
    message: `this allows every command that is not in the list`,
    help: 'list the allowed commands and reject the rest',
  };
}

/** Whether the match, through the arms around it, is what the function returns; the highest scope is not restricted. */
function isAnswer(file: SourceFile, { arm, body, highest }: { arm: Node; body: Node; highest: ReadonlySet<string> }): boolean {
  for (const outer of file.ancestors(arm)) {
    if (outer === body) return true;
    if (file.is(outer, 'let_declaration', 'arguments', 'closure_expression', 'if_expression')) return false;
    const pattern = file.is(outer, 'match_arm') ? file.field(outer, 'pattern') : undefined;
    if (pattern !== undefined && [...highest].some((variant) => new RegExp(`\\b${variant}\\b`).test(file.textOf(pattern))))
      return false;
  }
  return false;
}

function matchesOn(file: SourceFile, { arm, scope }: { arm: Node; scope: string }): boolean {
  const match = file.closest(arm, 'match_expression');
  const value = file.field(match, 'value');
  if (file.is(file.parent(match), 'let_declaration')) return false;
  return file.textOf(value) === scope || file.descendants(value, 'identifier').some((node) => file.textOf(node) === scope);
}

function refusesElsewhere(file: SourceFile, arm: Node): boolean {
  return file.named(file.parent(arm)).some((other) => other !== arm && /\bErr\(/.test(file.textOf(other)));
}

/** The value of an arm above that rejects. */
function refusal(file: SourceFile, { value, arm }: { value: Node; arm: Node }) {
  const values = file.named(file.parent(arm)).map((other) => file.field(other, 'value'));
  const texts = values.map((other) => file.textOf(other) ?? '');
  const text = file.textOf(value) === 'true' ? 'false' : texts.find((other) => /^Err\(\w+\)$/.test(other));
  if (text === undefined) return undefined;
  return { title: `Reject with \`${text}\``, kind: 'suggestion' as const, edits: [{ ...file.span(value), text }] };
}
