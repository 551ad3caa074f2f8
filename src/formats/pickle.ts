/**
 * Pickles that `torch.save` did not write: `pickle.dump` of anything, `.metadata` of a distributed
 * checkpoint, the `.pkl` files of model zoos.
 */
import { Cursor } from '../bytes/cursor.ts';
import { decodePrefix } from '../bytes/prefix.ts';
import { type Pickle, unpickle, unpickleAsFarAsPossible } from '../decoders/pickle/index.ts';
import { CkptError, TruncatedError } from '../errors.ts';
import type { Limits } from '../limits.ts';
import type { Anomaly } from '../model/checkpoint.ts';
import type { Value } from '../model/value.ts';
import type { Format } from './format.ts';
import { globalNames } from './pickled.ts';
import { Interpreter } from './python/interpreter.ts';
import { readNestedStorage } from './pytorch/nested-stream.ts';
import { torchVocabularies } from './pytorch/vocabulary.ts';

const PROTO = 0x80;
const NEWEST_PROTOCOL = 5;
/** So many opcodes of text or chance bytes are never valid in a row. */
const CONVINCING_OPCODES = 8;

export const pickle: Format = {
  id: 'pickle',
  title: 'Python pickle',
  extensions: ['.pkl', '.pickle', '.p', '.metadata'],

  recognizes({ head }) {
    const [first, protocol = 255] = head;
    if (first === PROTO && protocol >= 2 && protocol <= NEWEST_PROTOCOL) return true;
    // Protocols 0 and 1 have no signature: what is a pickle reads as one.
    const begun = unpickleAsFarAsPossible(new Cursor(head, ''));
    if (!('error' in begun)) return begun.opcodeCount > 1;
    return begun.error instanceof TruncatedError && begun.opcodeCount >= CONVINCING_OPCODES;
  },

  async open({ source }, { limits }) {
    const file = source.name;
    const anomalies: Anomaly[] = [];
    const pickles = await decodePrefix(source, 0, limits.pickleBytes, (cursor) =>
      stackedPickles(cursor, limits, source.byteLength),
    );
    const [first, ...further] = pickles;
    if (first === undefined) throw new TypeError('a pickle decodes to a pickle or throws');
    const end = pickles.at(-1)?.end ?? 0;
    if (end < source.byteLength) {
      const data = { count: source.byteLength - end, in: file };
      anomalies.push({ kind: 'bytes-after-pickle', place: { file, offset: end }, data });
    }
    const read = (pickled: Pickle) => {
      const vocabularies = torchVocabularies({
        persistent: () => undefined,
        readNested: readNestedStorage,
      });
      const options = { file, depth: limits.depth, anomalies };
      return new Interpreter(vocabularies, options).value(pickled.value);
    };
    const others: Value = { kind: 'list', items: further.map(read) };
    return {
      file,
      byteLength: source.byteLength,
      format: {
        id: pickle.id,
        title: pickle.title,
        notes: [`pickle protocol ${first.protocol}`],
      },
      root: read(first),
      extras: new Map(further.length > 0 ? [['further pickles', others]] : []),
      metadata: new Map(),
      globals: globalNames(
        pickles.flatMap(({ globals }) => globals),
        { file, offset: 0 },
      ),
      anomalies,
    };
  },
};

/** Python reads the first; programs that write several read them one after the other. */
function stackedPickles(cursor: Cursor, limits: Limits, sourceBytes: number): Pickle[] {
  const pickles = [unpickle(cursor, limits)];
  while (cursor.remaining > 0) {
    const start = cursor.position;
    try {
      pickles.push(unpickle(cursor, limits));
    } catch (error) {
      const wantsMore = error instanceof TruncatedError && cursor.byteLength < sourceBytes;
      if (!(error instanceof CkptError) || wantsMore) throw error;
      cursor.position = start;
      break;
    }
  }
  return pickles;
}
