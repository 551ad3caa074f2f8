import { Cursor } from '../../src/bytes/cursor.ts';
import { memorySource } from '../../src/bytes/source.ts';
import {
  type BrokenPickle,
  type Pickle,
  unpickleAsFarAsPossible,
} from '../../src/decoders/pickle/index.ts';
import { LimitError, TruncatedError } from '../../src/errors.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import { predictWeightsOnly } from '../../src/loads/weights-only.ts';
import { trace } from '../../src/security/trace.ts';
import { securityVectors } from '../../test/support/vectors.ts';
import { archivedPickles } from '../archived-pickles.ts';
import { Broken, checkError } from '../broken.ts';
import { mutatePickle } from '../mutators/pickle.ts';
import { seedFiles } from '../seed-files.ts';
import type { Seed, Target } from '../target.ts';
import { numberOf, useFile } from '../use.ts';

const NAME = 'mutant.pkl';
const MOST_BYTES = 2_048;
/** So many mutants are only decoded and looked through for each that is used as people use files. */
const PER_USE = 5;
const PER_PREDICTION = 32;

export const pickle: Target = {
  name: 'pickle',
  async seeds() {
    return [
      ...vectors(),
      ...seedFiles(/\.(?:pkl|metadata)$/, MOST_BYTES),
      ...(await archivedPickles(MOST_BYTES)),
    ];
  },
  mutate: mutatePickle,
  async run(bytes) {
    const number = numberOf(bytes);
    const whole = unpickled(bytes);
    checkImports(whole, bytes);
    if (number % 8 === 1) checkPrefix(whole, bytes, Math.floor(number / 8));
    if (number % PER_USE === 0) await useFile(NAME, bytes);
    if (number % PER_PREDICTION === 0) await predicted(bytes);
  },
};

function vectors(): Seed[] {
  return securityVectors().pickle.flatMap(({ id, hex = '' }) =>
    hex === '' || hex.length > 2 * MOST_BYTES
      ? []
      : [{ name: id, bytes: new Uint8Array(Buffer.from(hex, 'hex')) }],
  );
}

async function predicted(bytes: Uint8Array): Promise<void> {
  try {
    await predictWeightsOnly(memorySource(NAME, bytes));
  } catch (error) {
    checkError(error, NAME, bytes.length);
  }
}

/** What the decoder names, scanning names too, though it goes on where the decoder does not. */
function checkImports(whole: Pickle | BrokenPickle, bytes: Uint8Array): void {
  const { imports, hasMore } = trace(new Cursor(bytes, NAME), DEFAULT_LIMITS, true);
  if (whole.globals.length === 0 || hasMore) return;
  const traced = new Set(imports.map(({ module, name }) => `${module}\n${name}`));
  for (const { module, name, offset } of whole.globals) {
    if (module === '?' || name === '?' || traced.has(`${module}\n${name}`)) continue;
    throw new Broken('import-not-scanned', `${module}.${name} at ${offset}`);
  }
}

/**
 * Reading begins with the beginning of a file: of that, a pickle is read as the whole is, or it is
 * told that more is needed.
 */
function checkPrefix(whole: Pickle | BrokenPickle, bytes: Uint8Array, number: number): void {
  const part = unpickled(bytes.subarray(0, number % (bytes.length + 1)));
  const wantsMore = 'error' in part && part.error instanceof TruncatedError;
  if (wantsMore || answer(part) === answer(whole)) return;
  throw new Broken('prefix', `${answer(part)} and ${answer(whole)}`);
}

function unpickled(bytes: Uint8Array): Pickle | BrokenPickle {
  return unpickleAsFarAsPossible(new Cursor(bytes, NAME));
}

function answer(pickled: Pickle | BrokenPickle): string {
  if (!('error' in pickled)) return `it ends at ${pickled.end}`;
  const { error } = pickled;
  return error instanceof LimitError ? 'a limit' : error.message;
}
