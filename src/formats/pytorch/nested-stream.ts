import { Cursor } from '../../bytes/cursor.ts';
import { memorySource } from '../../bytes/source.ts';
import { MalformedError } from '../../errors.ts';
import { DEFAULT_LIMITS } from '../../limits.ts';
import { Interpreter } from '../python/interpreter.ts';
import { placeStorages, streamHeader } from './legacy-stream.ts';
import { StorageBook, storageResolver } from './storages.ts';
import { type ReadNested, torchVocabularies } from './vocabulary.ts';

/**
 * A tensor pickled without `torch.save` has its storage as a call of
 * `torch.storage._load_from_bytes`, whose argument is a whole legacy stream of that storage. One
 * that is broken stays a call.
 */
export const readNestedStorage: ReadNested = (bytes, interpreter) => {
  const { file, anomalies, depth } = interpreter;
  try {
    const stream = streamHeader(new Cursor(bytes, file), DEFAULT_LIMITS);
    const placed = placeStorages(stream, memorySource(file, bytes), anomalies);
    const storages = new StorageBook((id) => ({ source: placed.get(id.key) ?? null }));
    const vocabularies = torchVocabularies({
      persistent: storageResolver(storages),
      readNested: () => undefined,
    });
    return new Interpreter(vocabularies, { file, depth, anomalies }).value(stream.object.value);
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    const data = { finding: error.finding };
    anomalies.push({ kind: 'broken-nested-stream', place: { file }, data });
    return undefined;
  }
};
