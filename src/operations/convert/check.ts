/** Proves that what was written is what was read. */
import type { Checkpoint } from '../../model/checkpoint.ts';
import { isKind, type NdArray, type Storage, type Tensor, type Value } from '../../model/value.ts';
import { arraysOf } from '../../model/walk.ts';
import type { Chunks } from '../../writers/draft.ts';
import { elementsOf } from '../../writers/elements.ts';
import type { Sha256 } from '../digest.ts';
import type { Conversion } from './plan.ts';

/** A tensor that is not in the output what it was, after the cast that was asked for. */
export interface Difference {
  readonly name: string;
  readonly reason: string;
}

export interface CheckOptions {
  readonly sha256: () => Sha256;
  readonly onBytes?: (byteLength: number) => void;
}

/** Compares every tensor of the output with what it was made of. Reads both. */
export async function checkConversion(
  conversion: Conversion,
  output: Checkpoint,
  options: CheckOptions,
): Promise<Difference[]> {
  const differences: Difference[] = [];
  for (const { name, expected, actual } of pairsOf(conversion, output.root)) {
    if (actual === undefined) {
      differences.push({ name, reason: 'it is not in the output' });
      continue;
    }
    const wanted = expected === undefined ? undefined : await digestOf(expected.chunks(), options);
    const there = elementsOf(actual);
    const found = there === undefined ? undefined : await digestOf(there.chunks(), options);
    if (wanted !== found) differences.push({ name, reason: 'its elements differ' });
  }
  return differences;
}

interface Pair {
  readonly name: string;
  readonly expected: { chunks(): Chunks } | undefined;
  readonly actual: Tensor | Storage | NdArray | undefined;
}

function* pairsOf(conversion: Conversion, output: Value): Generator<Pair> {
  const { target, tensors, checkpoint, castOf } = conversion;
  if (target === 'pt') {
    const there = arraysOf([output]);
    for (const [index, value] of arraysOf([checkpoint.root]).entries()) {
      const castTo = value.kind === 'tensor' ? castOf(value) : undefined;
      const expected = elementsOf(value, castTo);
      yield { name: `tensor ${index + 1} of the tree`, expected, actual: there[index] };
    }
    return;
  }
  const entries = isKind(output, 'mapping') ? output.entries : new Map<Value, Value>();
  for (const { name, elements } of tensors) {
    const value = entries.get(name);
    yield { name, expected: elements, actual: isKind(value, 'tensor') ? value : undefined };
  }
}

async function digestOf(chunks: Chunks, { sha256, onBytes }: CheckOptions): Promise<string> {
  const hash = sha256();
  for await (const chunk of chunks) {
    hash.update(chunk);
    onBytes?.(chunk.byteLength);
  }
  return hash.digest();
}
