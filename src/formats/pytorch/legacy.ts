/** The stream of torch 0.1.10 to 1.5, which later versions still write on request. */
import { Cursor } from '../../bytes/cursor.ts';
import { decodePrefix } from '../../bytes/prefix.ts';
import { MalformedError } from '../../errors.ts';
import type { Anomaly } from '../../model/checkpoint.ts';
import type { Value } from '../../model/value.ts';
import type { Format } from '../format.ts';
import { globalNames } from '../pickled.ts';
import { Interpreter } from '../python/interpreter.ts';
import { TORCH_EXTENSIONS } from './index.ts';
import { beginsWithMagic, placeStorages, salvagedHeader, streamHeader } from './legacy-stream.ts';
import { readNestedStorage } from './nested-stream.ts';
import { StorageBook, storageResolver } from './storages.ts';
import { torchVocabularies } from './vocabulary.ts';

export const pytorchLegacy: Format = {
  id: 'pytorch-legacy',
  title: 'PyTorch checkpoint',
  extensions: TORCH_EXTENSIONS,

  recognizes: ({ head }) => beginsWithMagic(head),

  async open({ source }, { limits, salvage }) {
    const anomalies: Anomaly[] = [];
    const file = source.name;
    const stream = await decodePrefix(source, 0, limits.pickleBytes, (cursor) =>
      streamHeader(cursor, limits),
    ).catch(async (error: unknown) => {
      if (!salvage || !(error instanceof MalformedError)) throw error;
      const bytes = await source.read(0, Math.min(source.byteLength, limits.pickleBytes));
      return salvagedHeader(new Cursor(bytes, file), limits, anomalies);
    });
    const placed = placeStorages(stream, source, anomalies);
    const storages = new StorageBook((id) => ({ source: placed.get(id.key) ?? null }));
    const sources = new Map<Value, Value>();
    const vocabularies = torchVocabularies({
      persistent: storageResolver(storages),
      readNested: readNestedStorage,
      onSource: (className, text) => sources.set(className, text),
    });
    const { depth } = limits;
    const root = new Interpreter(vocabularies, { file, depth, anomalies }).value(
      stream.object.value,
    );
    const globals = stream.pickles.flatMap((pickle) => pickle.globals);
    const sourceTexts: Value = { kind: 'mapping', type: 'dict', entries: sources };
    return {
      file,
      byteLength: source.byteLength,
      format: {
        id: pytorchLegacy.id,
        title: pytorchLegacy.title,
        writer: 'torch 0.1.10 to 1.5, or a later one asked for the old format',
        notes: ['legacy stream', `pickle protocol ${stream.object.protocol}`],
      },
      root,
      extras: new Map(sources.size > 0 ? [['class sources', sourceTexts]] : []),
      metadata: new Map(),
      globals: globalNames(globals, { file, offset: 0 }),
      anomalies,
    };
  },
};
