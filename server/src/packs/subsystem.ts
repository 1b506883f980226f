// Makes the pack of a subsystem, and the facts that many of them have in the same form: counted objects, drivers of a bus, what sleeps.

import type { CFunction, Refcount, RegistrationFact } from './c-facts';
import type { PinnedType, SleepingCalls } from './kernel-facts';
import type { Aspect, Obligation, Pack, Source } from './pack';
import type { Generation, RustItem } from './rust-facts';

const version = '7.1.5';

/** One row says all of an object that is counted: the count, and the functions that take and give a reference. */
export interface Counted extends Refcount {
  /** What the object is, in a few words. */
  readonly noun: string;
  /** As the header declares it, without the semicolon; none where another row or another pack describes the function. */
  readonly getSignature?: string;
  readonly putSignature?: string;
  readonly getKind?: CFunction['kind'];
  readonly putKind?: CFunction['kind'];
  readonly putSource?: string;
  /** A sentence on what is special about the functions. */
  readonly remark?: string;
  /** The get may sleep, which a look-up does. */
  readonly getSleeps?: true;
  /** The last put may sleep. */
  readonly putSleeps?: true;
}

interface Facts extends Omit<Pack, 'refcounts' | 'sources'> {
  readonly counted?: readonly Counted[];
  /** Files that no fact names, and those that were read at another version. */
  readonly sources?: readonly Source[];
}

type Subsystem = Facts & {
  /** Why there is none of a kind: every kind has either facts or a reason. */
  readonly none: Readonly<Partial<Record<Aspect, string>>>;
};

/** How many facts a pack has of each kind that every subsystem may have. */
export const aspects: Readonly<Record<Aspect, (pack: Pack) => number>> = {
  namespace: ({ namespace }) => (namespace === undefined ? 0 : 1),
  refcounts: ({ refcounts = [] }) => refcounts.length,
  registrations: ({ registrations = [] }) => registrations.length,
  contexts: ({ atomicGuards = [], sleeping = [], atomicCallbacks = [], vtables = [] }) =>
    atomicGuards.length + sleeping.length + atomicCallbacks.length + vtables.length,
};

/** A reason that most have. */
export const exportedPlainly = 'its functions are exported without one';

/** The pack of a subsystem as it is in one version of the kernel, with the files of its facts as sources. */
export const subsystem = (facts: Subsystem): Pack => readInTree(facts);

/** The pack of what belongs to all, likewise. */
export function readInTree(facts: Facts): Pack {
  const { counted, functions = [], sources = [], ...others } = facts;
  const all = [...(counted ?? []).flatMap(functionsOf), ...functions];
  const pack = {
    ...others,
    ...(all.length === 0 ? {} : { functions: all }),
    ...(counted === undefined ? {} : { refcounts: counted.map(countOf) }),
  };
  const named = new Set(sources.map(({ path }) => path));
  const read = [...new Set(filesOf(pack))].filter((path) => !named.has(path)).sort();
  return { ...pack, sources: [...sources, ...read.map((path) => ({ repository: 'torvalds/linux', path, version }))] };
}

/** The driver of a bus, which a module registers. */
export const busDriver = (bus: string, { register, unregister }: { register: string; unregister: string }): RegistrationFact => ({
  type: 'driver::Registration',
  register: [register],
  unregister: [unregister],
  boundParent: false,
  tie: 'none',
  startsEarly: true,
  summary:
    'The registration of a bus driver belongs to its module and has no parent device: it is dropped with the module, after `remove()` has run for every device.',
  source: `rust/kernel/${bus}.rs`,
});

/** A function that the driver core undoes on unbind; its first parameter is the device. */
export const managed = (
  kind: Pick<CFunction, 'name' | 'signature' | 'summary' | 'kind' | 'constParameters' | 'fails' | 'source'> & {
    parameters: string;
    prefer?: string;
  },
): CFunction => ({
  ...kind,
  parameters: kind.parameters.split(' '),
  context: 'process context, may sleep; the device is bound or being probed',
  sleeps: true,
  ownership: 'The driver core releases it on unbind, in reverse order of creation.',
  bound: { parameter: 'dev' },
});

/** Calls that may sleep, of the kinds that there are. */
export const sleepingCalls = (
  calls: Pick<SleepingCalls, 'source'> & Partial<Pick<SleepingCalls, 'functions' | 'methods' | 'bindings'>>,
): SleepingCalls => ({ functions: [], methods: [], bindings: [], flags: [], ...calls });

export const pinned = (source: string, ...paths: string[]): PinnedType => ({ paths, source });

/** Of an API that has one state only. */
export const landed: readonly [Generation] = [{ id: 'landed', label: 'in 7.1', marks: [] }];
export const signature = (text: string): RustItem['signatures'] => [{ since: landed[0].id, text }];

/** The files in the kernel tree that facts were read from. */
function filesOf(pack: Omit<Pack, 'sources'>): string[] {
  return Object.values(pack)
    .flatMap((facts: unknown) => (Array.isArray(facts) ? (facts as readonly unknown[]) : []))
    .flatMap((fact) => {
      const isRead = typeof fact === 'object' && fact !== null && 'source' in fact && typeof fact.source === 'string';
      return isRead ? (fact.source as string).split(', ') : [];
    })
    .filter((path) => !path.startsWith('https://'));
}

const functionsOf = (row: Counted): CFunction[] => [getterOf(row), putterOf(row)].filter((each) => each !== undefined);

function countOf({ struct, get, put, gets, puts, rust, base, source }: Counted): Refcount {
  return {
    struct,
    get,
    put,
    ...(gets === undefined ? {} : { gets }),
    ...(puts === undefined ? {} : { puts }),
    ...(rust === undefined ? {} : { rust }),
    ...(base === undefined ? {} : { base }),
    source,
  };
}

const held = (parameter: string): Obligation => ({
  claim: `\`{${parameter}}\` is live and a reference on it is held`,
  words: [
    'live',
    'alive',
    'valid',
    'reference',
    'refcount',
    'reference count',
    'non-zero',
    'nonzero',
    'not zero',
    'aref',
    'owns',
  ],
});

const given = (parameter: string): Obligation => ({
  claim: `the caller owns a reference on \`{${parameter}}\` and does not use it afterwards`,
  words: ['own', 'reference', 'refcount', 'reference count', 'non-zero', 'nonzero', 'not zero', 'incremented', 'release', 'last'],
});

const parameterOf = (signature: string): string => /(\w+)\)$/.exec(signature)?.[1] ?? '';

function getterOf(row: Counted): CFunction | undefined {
  const { struct, noun, get, getSignature, getKind = 'function', getSleeps = false, remark, source } = row;
  if (getSignature === undefined) return undefined;
  const parameter = parameterOf(getSignature);
  // A lookup by number needs no existing reference.
  const isLookUp = !getSignature.includes(`struct ${struct} *${parameter})`);
  return {
    name: get,
    signature: getSignature,
    kind: getKind,
    parameters: [parameter],
    ...constOf(getSignature, parameter),
    summary: `Takes another reference on the ${noun}.${remark === undefined ? '' : ` ${remark}`}`,
    ownership: 'The caller owns the new reference.',
    context: getSleeps ? 'process context, may sleep' : 'any context',
    sleeps: getSleeps,
    ...(isLookUp ? { fails: 'null' } : { obligations: [held(parameter)] }),
    ...preferOf(row),
    source,
  };
}

function putterOf(row: Counted): CFunction | undefined {
  const { noun, put, putSignature, putKind = 'function', putSleeps = false, source, putSource = source } = row;
  if (putSignature === undefined) return undefined;
  const parameter = parameterOf(putSignature);
  return {
    name: put,
    signature: putSignature,
    kind: putKind,
    parameters: [parameter],
    ...constOf(putSignature, parameter),
    summary: `Puts a reference on the ${noun}; the last put releases the object.`,
    context: putSleeps ? 'process context, the last put may sleep' : 'any context',
    sleeps: putSleeps,
    ownership: 'Takes the reference that the caller owned.',
    obligations: [given(parameter)],
    ...preferOf(row),
    source: putSource,
  };
}

const constOf = (signature: string, parameter: string): Pick<CFunction, 'constParameters'> =>
  signature.includes('(const ') ? { constParameters: [parameter] } : {};

const preferOf = ({ rust }: Counted): Pick<CFunction, 'prefer'> => (rust === undefined ? {} : { prefer: `ARef<${rust}>` });
