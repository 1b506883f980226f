// `Devres` resources accessed with a runtime check where a bound device is available.

import { hasBoundDevice } from '../../facts/types/device-types';
import { excerpt } from '../../facts/source/excerpt';
import { nameOf } from '../../facts/types/types';
import { seenThrough } from '../../facts/types/values';
import { parametersOf } from '../../facts/kernel/vtable-callbacks';
import { rule, type Context } from '../../rule';
import type { Node } from '../../syntax/source-file';

export default rule({
  id: 'devres-access-without-device',
  summary: '`Devres::try_access()` in a function that has the bound device.',
  severity: 'information',
  confidence: 'certain',
  needs: 'file',
  why: `\`Devres::try_access()\` enters an RCU read-side critical section, checks whether the resource is still there, and needs an error path for when
it is not; the code must not sleep while its guard lives. With a \`&Device<Bound>\` of the same device none of that is needed: \`access(dev)\` returns a
plain reference, because the resource lives at least as long as the binding.`,
  sources: ['rust/kernel/devres.rs (Devres::access)', 'samples/rust/rust_driver_pci.rs'],
  examples: [
    {
      bad: `
struct Lamp {
    bar: Arc<Devres<Bar>>,
}

impl Lamp {
    fn reset(&self, dev: &pci::Device<Bound>) -> Result {
        let bar = self.bar.try_access().ok_or(ENXIO)?;
        //~                ^^^^^^^^^^ devres-access-without-device
        bar.write32(1, RESET);
        Ok(())
    }
}
`,
      good: `
struct Lamp {
    bar: Devres<Bar>,
    cache: Revocable<Cache>,
}

impl Lamp {
    fn reset(&self, dev: &pci::Device<Bound>) -> Result {
        let cache = self.cache.try_access().ok_or(ENXIO)?;
        let bar = self.bar.access(dev.as_ref())?;
        bar.write32(cache.mode(), RESET);
        Ok(())
    }

    fn later(&self, dev: &pci::Device<Bound>) -> Result {
        dev.defer(move |lamp: &Lamp| lamp.bar.try_access().map(|bar| bar.write32(1, RESET)))
    }

    fn poll(&self) -> Result<u32> {
        let bar = self.bar.try_access().ok_or(ENXIO)?;
        Ok(bar.read32(STATE))
    }
}
`,
    },
  ],
  *check(context) {
    const { file, facts } = context;
    for (const { kind, name, nameNode, node, receiver } of facts.calls) {
      if (kind !== 'method' || name !== 'try_access' || receiver === undefined || !isDevres(receiver, context)) continue;
      const device = boundParameter(node, context);
      if (device === undefined) continue;
      yield {
        at: nameNode,
        message: `\`${file.textOf(device)}\` is bound here: use \`${excerpt(file.textOf(receiver))}.access(…)\`, which needs neither a guard nor a check`,
        help: 'only if the resource belongs to the same device',
      };
    }
  },
});

const isDevres = (receiver: Node, { facts }: Context): boolean =>
  seenThrough(facts.values.typeOf(receiver)).some((type) => nameOf(type) === 'Devres');

/** The bound device among the parameters of the enclosing function; a closure may run at another time. */
function boundParameter(node: Node, { file, facts }: Context): Node | undefined {
  const item = file.closest(node, 'function_item', 'closure_expression', 'async_block');
  if (!file.is(item, 'function_item')) return undefined;
  const found = parametersOf(file, item).find((parameter) => hasBoundDevice(facts.types.read(file.field(parameter, 'type'))));
  return file.field(found, 'pattern');
}
