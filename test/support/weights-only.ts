import { memorySource } from '../../src/bytes/source.ts';
import { NEWEST_TORCH } from '../../src/loads/torch-version.ts';
import {
  type BlockingGlobal,
  type ForbiddenOperation,
  type PredictOptions,
  predictWeightsOnly,
  type WeightsOnlyRefusal,
  type WeightsOnlyVerdict,
} from '../../src/loads/weights-only.ts';
import { text } from './bytes.ts';
import { stream } from './pickle.ts';
import { torchArchive } from './zip.ts';

const NOWHERE = { paths: [], pathCount: 0, offsets: [], count: 1 };

/** A refusal for rules to judge: what differs from a file that torch stops at for no reason. */
export function refusal(parts: Partial<WeightsOnlyRefusal> = {}): WeightsOnlyRefusal {
  const error = { kind: 'global', exception: 'UnpicklingError', detail: '', message: '' } as const;
  return {
    loads: false,
    torch: '2.13',
    error,
    blocking: [],
    operations: [],
    incurable: [],
    ...parts,
  };
}

/** A harmless name that is refused, but for `parts`. */
export function blocking(fullName: string, parts: Partial<BlockingGlobal> = {}): BlockingGlobal {
  const dot = fullName.lastIndexOf('.');
  return {
    module: fullName.slice(0, dot),
    name: fullName.slice(dot + 1),
    fullName,
    harmless: 'yes',
    reason: 'it is a plain value',
    cure: 'add_safe_globals',
    ...NOWHERE,
    ...parts,
  };
}

export function operation(
  kind: ForbiddenOperation['kind'],
  parts: Partial<ForbiddenOperation> = {},
): ForbiddenOperation {
  const detail = 'what torch says';
  const why = 'what we say';
  return { kind, exception: 'UnpicklingError', detail, why, cure: 'cannot', ...NOWHERE, ...parts };
}

/** A torch archive of the pickle `object`, and of storages of so many bytes each. */
export function torchFile(object: string, storages: Readonly<Record<string, number>> = {}) {
  const data = Object.entries(storages).map(
    ([key, byteLength]) => [`a/data/${key}`, new Uint8Array(byteLength)] as const,
  );
  const { bytes } = torchArchive({
    'a/data.pkl': stream(object),
    'a/byteorder': text('little'),
    ...Object.fromEntries(data),
    'a/version': text('3\n'),
  });
  return memorySource('m.pt', bytes);
}

/** What torch makes of that archive. */
export function verdict(
  object: string,
  torch: string = NEWEST_TORCH,
  options: Omit<PredictOptions, 'torch'> = {},
): Promise<WeightsOnlyVerdict> {
  return predictWeightsOnly(torchFile(object), { torch, ...options });
}

/** The same, of a file that is refused. */
export async function refusalOf(...args: Parameters<typeof verdict>): Promise<WeightsOnlyRefusal> {
  const found = await verdict(...args);
  if (found.loads !== false) throw new Error(`torch ${found.torch}: loads is ${found.loads}`);
  return found;
}
