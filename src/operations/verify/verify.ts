/** What `verify` answers: whether a checkpoint is as it was written, as far as its formats can tell. */
import type { ByteSource } from '../../bytes/source.ts';
import { CkptError, MalformedError, UnknownFormatError } from '../../errors.ts';
import type { CheckContext } from '../../formats/zip-check.ts';
import type { Anomaly, Checkpoint } from '../../model/checkpoint.ts';
import { isIncomplete } from '../listing.ts';
import { open } from '../open.ts';
import { type ListedTensor, tensorsOf } from '../tensor-list.ts';
import { checkFiles } from './check-files.ts';
import { TensorPlaces } from './tensor-places.ts';
import { unreachableTensors } from './unreachable.ts';

/**
 * `intact`: all bytes of tensors are as their checksums say. `consistent`: nothing contradicts itself, and
 * there are no checksums, or not for all. `damaged`: something is not as it was written.
 * `changed-during-read`: something wrote to a file meanwhile, so that nothing can be said.
 */
type Verdict = 'intact' | 'consistent' | 'damaged' | 'changed-during-read';

/** Something that is not as it should be. */
export interface Damage {
  readonly kind: string;
  readonly file: string;
  /** The entry of an archive. */
  readonly entry?: string;
  /** In a few words, or as a reader noted it. */
  readonly finding: string | Anomaly;
  /** Paths of the tensors it hits, as far as they are known. */
  readonly tensors: readonly string[];
}

export interface Verification {
  readonly file: string;
  readonly verdict: Verdict;
  readonly damages: readonly Damage[];
  /** What is odd and no damage. */
  readonly anomalies: readonly Anomaly[];
  /** Files that have no checksums, or not for all their bytes. */
  readonly unchecked: readonly string[];
  readonly checkedBytes: number;
  /** The format, where it could be opened. */
  readonly format?: string;
  readonly tensorCount: number;
  /** What was opened, for further checks. */
  readonly checkpoint?: Checkpoint;
}

export interface VerifyOptions extends CheckContext {
  /** Opens a file beside this one: shards are named by their index. */
  readonly openSibling?: ((name: string) => Promise<ByteSource>) | undefined;
}

/**
 * Verifies a checkpoint, all its files. `undefined` where it was interrupted. Throws where nothing can be said:
 * the file is no checkpoint, is not to be had, or asks for more than the limits grant.
 */
export async function verify(
  source: ByteSource,
  options: VerifyOptions,
): Promise<Verification | undefined> {
  const sources = [source];
  const { limits, openSibling: openOne } = options;
  const openSibling =
    openOne &&
    (async (name: string) => {
      const sibling = await openOne(name);
      sources.push(sibling);
      return sibling;
    });
  const context = { limits, ...(openSibling && { openSibling }) };
  let checkpoint: Checkpoint;
  try {
    checkpoint = await open(source, context);
  } catch (error) {
    if (!isDamage(error)) throw error;
    return unopened(source, error, () => open(source, { ...context, salvage: true }));
  }
  const { anomalies } = checkpoint;
  const tensors = tensorsOf(checkpoint.root);
  const places = await TensorPlaces.of(tensors);
  const files = await checkFiles(sources, places, options);
  if (files === undefined) return undefined;
  const damages = [...structureDamages(anomalies, tensors, sources, places), ...files.damages];
  const unchecked = files.unchecked.filter((file) => !isIndex(checkpoint, file));
  return {
    file: source.name,
    verdict: damages.length > 0 ? 'damaged' : unchecked.length > 0 ? 'consistent' : 'intact',
    damages,
    anomalies: anomalies.filter((anomaly) => !isIncomplete(anomaly) && !isChecksum(anomaly)),
    unchecked,
    checkedBytes: files.checkedBytes,
    format: checkpoint.format.title,
    tensorCount: tensors.length,
    checkpoint,
  };
}

/** The answer where a file changed while it was verified. */
export function changedVerification(file: string, { finding, place }: CkptError): Verification {
  return {
    file,
    verdict: 'changed-during-read',
    damages: [{ kind: 'changed', file: place.file, finding, tensors: [] }],
    anomalies: [],
    unchecked: [],
    checkedBytes: 0,
    tensorCount: 0,
  };
}

/** What says that bytes are not those that were written; other errors tell of what the file is, or of us. */
const DAMAGED_KINDS: ReadonlySet<string | undefined> = new Set([
  'empty',
  'zeros',
  'text-mode-transfer',
  'leading-bytes',
]);

function isDamage(error: unknown): error is CkptError {
  if (error instanceof MalformedError) return true;
  return error instanceof UnknownFormatError && DAMAGED_KINDS.has(error.kind);
}

/** An index holds no tensors, and is read as a whole: what it says is compared with the shards. */
function isIndex({ format, file }: Checkpoint, name: string): boolean {
  return format.id === 'shard-index' && file === name;
}

/** A file that cannot be opened: of what can be salvaged, the tensors whose bytes are gone are named. */
async function unopened(
  source: ByteSource,
  error: CkptError,
  salvage: () => Promise<Checkpoint>,
): Promise<Verification> {
  const rest = await salvage().catch((failure: unknown) => {
    if (!(failure instanceof CkptError)) throw failure;
    return undefined;
  });
  const tensors = rest === undefined ? [] : tensorsOf(rest.root);
  const lost = unreachableTensors(tensors, source.name);
  return {
    file: source.name,
    verdict: 'damaged',
    damages: [
      {
        kind: error.kind ?? error.code,
        file: source.name,
        finding: error.finding,
        tensors: lost.flatMap((damage) => damage.tensors),
      },
    ],
    anomalies: [],
    unchecked: [],
    checkedBytes: 0,
    tensorCount: tensors.length,
    ...(rest && { format: rest.format.title }),
  };
}

/** What readers noted, and tensors whose bytes are not there; each tensor is named once. */
function structureDamages(
  anomalies: readonly Anomaly[],
  tensors: readonly ListedTensor[],
  sources: readonly ByteSource[],
  places: TensorPlaces,
): Damage[] {
  const unreachable = unreachableTensors(tensors, sources[0]?.name ?? '');
  const known = new Set(unreachable.map(({ kind }) => kind));
  const noted = anomalies
    .filter((anomaly) => isIncomplete(anomaly) && !known.has(anomaly.kind))
    .map((anomaly) => damageOf(anomaly, sources, places));
  const named = new Set(noted.flatMap((damage) => damage.tensors));
  const others = unreachable.filter((damage) => !damage.tensors.every((path) => named.has(path)));
  return [...noted, ...others];
}

/** That of the pickle, which is looked at on opening; all are looked at here. */
function isChecksum({ kind }: Anomaly): boolean {
  return kind === 'crc-mismatch';
}

/** A reader’s note that parts are not there, or not as they should be. */
function damageOf(anomaly: Anomaly, sources: readonly ByteSource[], places: TensorPlaces): Damage {
  const { kind, place, path, data } = anomaly;
  const said = data.record ?? data.shard;
  const source = sources.find(({ name }) => name === place.file);
  const { offset } = place;
  const there = source && offset !== undefined ? places.after(source, offset) : [];
  return {
    kind,
    file: place.file,
    ...(said !== undefined && { entry: String(said) }),
    finding: anomaly,
    tensors: path === undefined ? there : [path],
  };
}
