/** Whether `torch.load(file, weights_only=True)` succeeds, told from the bytes. */
import type { ByteSource } from '../bytes/source.ts';
import { LimitError } from '../errors.ts';
import { DEFAULT_LIMITS, type Limits } from '../limits.ts';
import { LATE_NAMES } from './allowed-globals.ts';
import { type Attempt, type AttemptContext, attempt } from './attempt.ts';
import { incurableReasons, operationText } from './incurable.ts';
import { type Judgement, judgement } from './known-names.ts';
import { torchMessage } from './messages.ts';
import { type FoundPlaces, findPlaces, type Places } from './places.ts';
import { fullName } from './python-types.ts';
import { type Refusal, type RefusalGroup, type RefusalKind, TOLD_PLACES } from './refusal.ts';
import { type Remedy, remedyFor } from './remedy.ts';
import { BLOCKED_MODULES, type TorchRules, torchRules } from './torch-rules.ts';
import { NEWEST_TORCH, torchVersion } from './torch-version.ts';

export interface PredictOptions {
  /** `2.6`, `2.6.0`; the newest that is known where absent. */
  readonly torch?: string;
  /** Names that the program which loads will have allowed. */
  readonly allowed?: readonly string[];
  readonly limits?: Limits;
  /** The file was opened without an anomaly, so that its storages need no looking at again. */
  readonly isChecked?: boolean;
}

export type WeightsOnlyVerdict =
  | { readonly loads: true; readonly torch: string }
  | { readonly loads: 'unknown'; readonly torch: string; readonly why: string }
  | WeightsOnlyRefusal;

export interface WeightsOnlyRefusal {
  readonly loads: false;
  readonly torch: string;
  /** What torch stops at. */
  readonly error: LoadError;
  /** Every name that is not allowed, in the order in which they stand. */
  readonly blocking: readonly BlockingGlobal[];
  /** Everything else that is refused, by torch’s words for it. */
  readonly operations: readonly ForbiddenOperation[];
  /** What makes it load; absent where nothing does. */
  readonly remedy?: Remedy;
  /** Why allowing names is not enough. */
  readonly incurable: readonly string[];
}

export interface LoadError {
  readonly kind: RefusalKind;
  /** The class of the exception. */
  readonly exception: string;
  /** What is wrong, in torch’s words. */
  readonly detail: string;
  /** All that it says. */
  readonly message: string;
  readonly offset?: number;
  readonly entry?: string;
}

interface Located {
  /** The first few places in the saved object. */
  readonly paths: readonly string[];
  readonly pathCount: number;
  /** The first few bytes it stands at; in `entry`, where that is compressed. */
  readonly offsets: readonly number[];
  readonly count: number;
  readonly entry?: string;
}

export interface BlockingGlobal extends Located, Judgement {
  readonly module: string;
  readonly name: string;
  readonly fullName: string;
  readonly cure: 'add_safe_globals' | 'import' | 'cannot';
}

export interface ForbiddenOperation extends Located {
  readonly kind: RefusalKind;
  readonly opcode?: string;
  readonly exception: string;
  readonly detail: string;
  /** What it is, in our words. */
  readonly why: string;
  readonly cure: 'add_safe_globals' | 'cannot';
  /** The class to allow, which the pickle does not name. */
  readonly needs?: string;
}

/** Reads the pickles of `source` and no tensor. Throws only what reading throws. */
export async function predictWeightsOnly(
  source: ByteSource,
  options: PredictOptions = {},
): Promise<WeightsOnlyVerdict> {
  const {
    torch = NEWEST_TORCH,
    allowed = [],
    limits = DEFAULT_LIMITS,
    isChecked = false,
  } = options;
  const version = torchVersion(torch);
  if (version === undefined) {
    return { loads: 'unknown', torch, why: `"${torch}" is no version of torch` };
  }
  const rules = torchRules(version);
  if (rules === undefined) {
    return { loads: 'unknown', torch, why: `torch ${torch} has no weights_only` };
  }
  const context = { rules, allowed: new Set(allowed), limits, isChecked };
  try {
    return verdictOf(await attempt(source, context), torch, context);
  } catch (error) {
    if (!(error instanceof LimitError)) throw error;
    return { loads: 'unknown', torch, why: error.finding };
  }
}

function verdictOf(tried: Attempt, torch: string, context: AttemptContext): WeightsOnlyVerdict {
  if (tried.unknown !== undefined) return { loads: 'unknown', torch, why: tried.unknown };
  const error = firstError(tried, context.rules);
  if (error === undefined) return { loads: true, torch };
  const places = placesOf(tried);
  const blocking = blockingGlobals(tried, places, context.rules);
  const operations = forbiddenOperations(tried, places);
  const incurable = incurableReasons(blocking, operations, tried, context.rules);
  return {
    loads: false,
    torch,
    error,
    blocking,
    operations,
    ...(incurable.length === 0 && { remedy: remedyOf(blocking, operations, context.rules) }),
    incurable,
  };
}

function firstError({ before, steps, after }: Attempt, { torch }: TorchRules) {
  const error = ({ kind, exception, detail }: Refusal): LoadError => {
    const message = torchMessage({ kind, exception, detail }, torch);
    return { kind, exception, detail, message };
  };
  if (before !== undefined) return error(before);
  for (const { simulation, origin, entry } of steps) {
    const [first] = simulation.refusals;
    if (first === undefined) continue;
    const offset = origin + (first.offsets[0] ?? 0);
    return { ...error(first), offset, ...(entry !== undefined && { entry }) };
  }
  return after === undefined ? undefined : error(after);
}

const NAME_KINDS: ReadonlySet<RefusalKind> = new Set([
  'global',
  'blocked-module',
  'missing-import',
]);

const refusedNames = ({ steps }: Attempt) =>
  steps.flatMap(({ simulation, origin, entry }) =>
    simulation.refusedNames.map((use) => ({ use, origin, entry })),
  );

/** The paths of all that is refused, found in one walk over the object. */
function placesOf(tried: Attempt): FoundPlaces {
  const object = tried.steps.find(({ isObject }) => isObject)?.simulation;
  if (object?.value === undefined) return new Map();
  const names = refusedNames(tried).map(({ use }) => fullName(use));
  const targets = object.refusals.flatMap((group) => group.targets);
  return findPlaces(object.value, new Set([...names, ...targets]));
}

const REGISTERED: Judgement = {
  harmless: 'yes',
  reason: 'torch allows it itself once it is imported',
};
const NOWHERE: Places = { paths: [], count: 0 };

function blockingGlobals(tried: Attempt, places: FoundPlaces, rules: TorchRules): BlockingGlobal[] {
  const found = new Map<string, BlockingGlobal & { offsets: number[]; count: number }>();
  for (const { use, origin, entry } of refusedNames(tried)) {
    const name = fullName(use);
    let global = found.get(name);
    if (global === undefined) {
      const { paths, count: pathCount } = places.get(name) ?? NOWHERE;
      const cure = cureOf(use.module, name, rules);
      global = {
        module: use.module,
        name: use.name,
        fullName: name,
        ...(cure === 'import' ? REGISTERED : judgement(use.module, use.name)),
        cure,
        paths,
        pathCount,
        offsets: [],
        count: 0,
        ...(entry !== undefined && { entry }),
      };
      found.set(name, global);
    }
    global.count += use.count;
    global.offsets.push(...use.offsets.map((offset) => origin + offset));
    global.offsets.splice(TOLD_PLACES);
  }
  return [...found.values()];
}

function cureOf(module: string, name: string, rules: TorchRules): BlockingGlobal['cure'] {
  if (!rules.hasUserList) return 'cannot';
  if (rules.blocksModules && BLOCKED_MODULES.has(module)) return 'cannot';
  return lateModule(name, rules) === undefined ? 'add_safe_globals' : 'import';
}

function lateModule(name: string, { hintsImports }: TorchRules): string | undefined {
  return hintsImports ? LATE_NAMES.find(({ names }) => names.has(name))?.module : undefined;
}

function forbiddenOperations({ steps }: Attempt, places: FoundPlaces): ForbiddenOperation[] {
  const operation = (group: RefusalGroup, origin: number, entry: string | undefined) => {
    const { kind, exception, detail, opcode, needs, count, offsets, targets } = group;
    const paths = new Set(targets.flatMap((target) => places.get(target)?.paths ?? []));
    return {
      kind,
      exception,
      detail,
      why: operationText(group),
      cure: needs === undefined ? ('cannot' as const) : ('add_safe_globals' as const),
      paths: [...paths].slice(0, TOLD_PLACES),
      pathCount: paths.size === 0 ? 0 : Math.max(paths.size, count),
      offsets: offsets.map((offset) => origin + offset),
      count,
      ...(opcode !== undefined && { opcode }),
      ...(needs !== undefined && { needs }),
      ...(entry !== undefined && { entry }),
    };
  };
  return steps.flatMap(({ simulation, origin, entry }) =>
    simulation.refusals
      .filter(({ kind }) => !NAME_KINDS.has(kind))
      .map((group) => operation(group, origin, entry)),
  );
}

function remedyOf(
  blocking: readonly BlockingGlobal[],
  operations: readonly ForbiddenOperation[],
  rules: TorchRules,
): Remedy {
  const names = new Set<string>();
  const modules = new Set<string>();
  for (const { fullName: name, cure } of blocking) {
    const late = cure === 'import' ? lateModule(name, rules) : undefined;
    if (late === undefined) names.add(name);
    else modules.add(late);
  }
  for (const { needs } of operations) if (needs !== undefined) names.add(needs);
  return remedyFor([...names], [...modules], rules);
}
