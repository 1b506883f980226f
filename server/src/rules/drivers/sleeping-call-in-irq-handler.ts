// Calls that may sleep in callbacks that run in atomic context.

import { meansOneOf } from '../../facts/names/named-items';
import { sleepsIn } from '../../facts/flow/sleeping';
import { rule } from '../../rule';

export default rule({
  id: 'sleeping-call-in-irq-handler',
  summary: 'An interrupt handler or timer callback makes a call that may sleep.',
  severity: 'warning',
  confidence: 'certain',
  needs: 'file',
  why: `An interrupt handler runs on top of whatever the CPU was doing, with interrupts disabled, and cannot be scheduled away. If it waits for a mutex, for
memory or for time to pass, nothing wakes it up: a debug build prints a warning and any other build hangs. The type system does not catch this. Move
code that sleeps to the threaded half of a \`ThreadedHandler\` or to a work item; allocate with \`GFP_ATOMIC\` and protect data with a \`SpinLock\`.`,
  sources: [
    'rust/kernel/irq/request.rs (Handler, ThreadedHandler)',
    'rust/kernel/time/hrtimer.rs (HrTimerCallback)',
    'rust/kernel/task.rs (might_sleep)',
  ],
  examples: [
    {
      bad: `
use kernel::{
    irq::{self, IrqReturn},
    sync::Mutex,
    time::{delay::fsleep, Delta},
};

#[pin_data]
struct Keypad {
    #[pin]
    pressed: Mutex<KVec<u8>>,
}

impl irq::Handler for Keypad {
    fn handle(&self, _dev: &Device<Bound>) -> IrqReturn {
        fsleep(Delta::from_micros(50));
    //~ ^^^^^^ sleeping-call-in-irq-handler
        let mut pressed = self.pressed.lock();
        //~                            ^^^^ sleeping-call-in-irq-handler
        if pressed.push(self.scan(), GFP_KERNEL).is_err() {
            //~                      ^^^^^^^^^^ sleeping-call-in-irq-handler
            return IrqReturn::None;
        }
        IrqReturn::Handled
    }
}
`,
      good: `
use kernel::{
    irq::{IrqReturn, ThreadedHandler, ThreadedIrqReturn},
    sync::{Mutex, SpinLock},
};

#[pin_data]
struct Keypad {
    #[pin]
    raw: SpinLock<KVec<u8>>,
    #[pin]
    pressed: Mutex<KVec<u8>>,
}

impl ThreadedHandler for Keypad {
    fn handle(&self, _dev: &Device<Bound>) -> ThreadedIrqReturn {
        let _ = self.raw.lock().push(self.scan(), GFP_ATOMIC);
        ThreadedIrqReturn::WakeThread
    }

    fn handle_threaded(&self, _dev: &Device<Bound>) -> IrqReturn {
        if self.pressed.lock().push(self.scan(), GFP_KERNEL).is_err() {
            return IrqReturn::None;
        }
        IrqReturn::Handled
    }
}
`,
    },
    {
      bad: `
use kernel::time::hrtimer::{HrTimerCallback, HrTimerCallbackContext, HrTimerRestart};

impl HrTimerCallback for Blinker {
    type Pointer<'a> = Arc<Self>;

    fn run(this: ArcBorrow<'_, Self>, _ctx: HrTimerCallbackContext<'_, Self>) -> HrTimerRestart {
        // SAFETY: Any duration is fine.
        unsafe { bindings::msleep(this.pause) };
        //~                ^^^^^^ sleeping-call-in-irq-handler
        HrTimerRestart::Restart
    }
}
`,
      good: `
use kernel::time::hrtimer::{HrTimerCallback, HrTimerCallbackContext, HrTimerRestart};

impl HrTimerCallback for Blinker {
    type Pointer<'a> = Arc<Self>;

    fn run(this: ArcBorrow<'_, Self>, _ctx: HrTimerCallbackContext<'_, Self>) -> HrTimerRestart {
        // The closure runs later, where it may sleep.
        let later = move || KBox::new(0u8, GFP_KERNEL);
        if this.queue.try_spawn(GFP_ATOMIC, later).is_err() {
            return HrTimerRestart::NoRestart;
        }
        HrTimerRestart::Restart
    }
}

/// A handler of something else.
trait Handler {
    fn handle(&self) -> Result;
}

impl Handler for Blinker {
    fn handle(&self) -> Result {
        self.log(KBox::new(1u8, GFP_KERNEL)?)
    }
}
`,
    },
  ],
  *check({ file, facts }) {
    for (const callback of facts.packs.flatMap((pack) => pack.atomicCallbacks ?? [])) {
      const { traits, method, because, instead } = callback;
      for (const { trait, body: list } of facts.impls) {
        if (trait === undefined || list === undefined || !meansOneOf(trait, { paths: facts.paths, items: traits })) continue;
        for (const item of facts.items) {
          const body = item.name === method && file.parent(item.node) === list ? file.field(item.node, 'body') : undefined;
          if (body === undefined) continue;
          for (const sleep of sleepsIn(file, { body, facts })) {
            yield {
              at: sleep.at,
              message: `${sleep.what} may sleep, and \`${method}\` ${because}`,
              help: `move code that sleeps to ${instead}${sleep.instead === undefined ? '' : `; \`${sleep.instead}\` does not sleep`}`,
            };
          }
        }
      }
    }
  },
});
