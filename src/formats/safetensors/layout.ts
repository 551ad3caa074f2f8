import type { ByteSource } from '../../bytes/source.ts';
import { type CkptError, MalformedError, TruncatedError } from '../../errors.ts';
import { DTYPES } from '../../model/dtype.ts';
import { type Count, difference, product } from './count.ts';
import type { Entry } from './entry.ts';
import { type Problem, problem } from './report.ts';

const BYTE_BITS = 8;

/**
 * Makes sure that the tensors lie back to back from the first byte of data, each as long as its
 * dtype and shape say, and gives the end of the last. They are checked in the order of their bytes
 * and each in every respect, as the reference reader does, so that the first error is the same.
 */
export function checkedDataEnd(entries: readonly Entry[], file: string): Count {
  let end: Count = 0;
  for (const entry of inOrderOfBytes(entries)) {
    const wrong = entryProblem(entry, end);
    if (wrong !== undefined) {
      const [name, finding] = wrong;
      const place = { file, offset: entry.offset };
      throw new MalformedError(`tensor "${entry.name}" ${finding}`, place, problem(name));
    }
    end = entry.end;
  }
  return end;
}

function inOrderOfBytes(entries: readonly Entry[]): readonly Entry[] {
  return entries.toSorted((a, b) => compare(a.begin, b.begin) || compare(a.end, b.end));
}

function compare(a: Count, b: Count): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function entryProblem(
  { dtype, shape, begin, end }: Entry,
  previousEnd: Count,
): readonly [Problem, string] | undefined {
  if (begin !== previousEnd) {
    const wanted = previousEnd === 0 ? 'data begins' : 'the one before it ends';
    return ['invalid-offset', `begins at ${begin}, ${wanted} at ${previousEnd}`];
  }
  if (end < begin) return ['invalid-offset', `begins at ${begin} and ends at ${end}`];
  const { blockBytes, blockElements } = DTYPES[dtype];
  const bits = [...shape, (blockBytes * BYTE_BITS) / blockElements].reduce<Count | undefined>(
    (so, size) => (so === undefined ? undefined : product(so, size)),
    1,
  );
  if (bits === undefined) return ['validation-overflow', 'takes more bits than 64 bits can count'];
  if (Number(BigInt(bits) % BigInt(BYTE_BITS)) !== 0) {
    return ['misaligned-slice', `takes ${bits} bits, which are no whole bytes`];
  }
  const given = difference(end, begin);
  if (product(given, BYTE_BITS) !== bits) {
    const needed = BigInt(bits) / BigInt(BYTE_BITS);
    return [
      'tensor-invalid-info',
      `takes ${needed} bytes by its dtype and shape, its data_offsets give it ${given}`,
    ];
  }
  return undefined;
}

/** What is wrong with the length of a file whose tensors take `dataEnd` bytes, if anything is. */
export function lengthError(
  { name: file, byteLength }: ByteSource,
  dataStart: number,
  dataEnd: Count,
): CkptError | undefined {
  const promised = BigInt(dataStart) + BigInt(dataEnd);
  const options = problem('metadata-incomplete-buffer');
  if (byteLength < promised) {
    const finding = `${byteLength} bytes are there, the header promises ${promised}`;
    return new TruncatedError(finding, { file, offset: byteLength }, options);
  }
  const offset = Number(promised);
  if (byteLength === offset) return undefined;
  const surplus = byteLength - offset;
  const finding = `the file goes on for ${surplus} bytes after the last tensor, where it should end`;
  return new MalformedError(finding, { file, offset }, options);
}
