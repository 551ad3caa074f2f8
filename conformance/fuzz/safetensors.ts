/** What the reference reader of safetensors accepts, reads and refuses, compared with ours. */
import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { safetensors as source } from '../../fuzz/targets/safetensors.ts';
import { memorySource } from '../../src/bytes/source.ts';
import { CkptError } from '../../src/errors.ts';
import { DTYPES_BY_NAME } from '../../src/formats/safetensors/dtypes.ts';
import { safetensors as format } from '../../src/formats/safetensors/index.ts';
import { entriesOf, isTensor } from '../../src/frameworks/common/entries.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import { rowMajorBytes, storedElements } from '../../src/model/tensor-bytes.ts';
import type { Target } from './target.ts';

type Listed = readonly [name: string, dtype: string, shape: readonly number[], digest: string];
type Answer = readonly [error: string | null, tensors: readonly Listed[] | null];

/** The kinds of the reference reader’s errors, by how their messages begin. */
const KINDS: readonly (readonly [words: string, kind: string])[] = [
  ['header too small', 'header-too-small'],
  ['header too large', 'header-too-large'],
  ['invalid header length', 'invalid-header-length'],
  ['invalid UTF-8 in header', 'invalid-header'],
  ['invalid JSON in header', 'invalid-header-deserialization'],
  ['header must start with', 'invalid-header-start'],
  ['invalid offset for tensor', 'invalid-offset'],
  ['overflow computing', 'validation-overflow'],
  ['The slice is slicing', 'misaligned-slice'],
  ['invalid shape, data type', 'tensor-invalid-info'],
  ['incomplete metadata', 'metadata-incomplete-buffer'],
];

/** Of tensors with the same span, which is looked at first is up to the order of a hash map there. */
const SPAN_ERRORS = new Set(['invalid-offset', 'tensor-invalid-info']);

export const safetensors: Target<Answer> = {
  what: 'safetensors',
  packages: ['safetensors'],
  batch: 256,
  source,

  async compare(input, reply, tally) {
    if ('died' in reply) {
      tally(`the library ended (${reply.died.slice(0, 40)})`);
      return undefined;
    }
    const [error, tensors] = reply.answer;
    const ours = await listed(input);
    if (typeof ours === 'string') {
      if (error === null) return { kind: `refused only here: ${ours}`, detail: ours };
      const words = error.replace(/^Error while deserializing: /, '');
      const kind = KINDS.find(([start]) => words.startsWith(start))?.[1] ?? words;
      if (
        ours !== `safetensors/${kind}` &&
        SPAN_ERRORS.has(kind) &&
        SPAN_ERRORS.has(ours.replace('safetensors/', ''))
      ) {
        tally('refused for one of two tensors at one place');
        return undefined;
      }
      if (ours !== `safetensors/${kind}`) {
        return { kind: `${kind} there, ${ours} here`, detail: error };
      }
      tally('refused for the same reason');
      return undefined;
    }
    if (error !== null) return { kind: 'read only here', detail: error };
    tally('read');
    const inOrder = (list: readonly Listed[]) =>
      list.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    const theirs = (tensors ?? []).map(([name, dtype, shape, digest]): Listed => {
      if (dtype === 'F4') return [name, 'float4_e2m1fn_x2', inPairs(shape), digest];
      return [name, DTYPES_BY_NAME.get(dtype) ?? dtype, shape, digest];
    });
    if (isDeepStrictEqual(inOrder(ours), inOrder(theirs))) return undefined;
    return {
      kind: 'other tensors',
      detail: `${JSON.stringify(ours)} and ${JSON.stringify(tensors)}`,
    };
  },
};

/** torch counts the pairs of four-bit numbers, as ours does. */
function inPairs(shape: readonly number[]): readonly number[] {
  return shape.map((size, axis) => (axis === shape.length - 1 ? size / 2 : size));
}

/** The tensors, or the kind of the refusal. */
async function listed(input: Uint8Array): Promise<Listed[] | string> {
  const source = memorySource('fuzz.safetensors', input);
  try {
    const probe = { source, head: input.subarray(0, 16) };
    const { root } = await format.open(probe, { limits: DEFAULT_LIMITS });
    const tensors: Listed[] = [];
    for (const [name, tensor] of entriesOf(root)) {
      if (typeof name !== 'string' || !isTensor(tensor)) continue;
      const elements = storedElements(tensor);
      const hash = createHash('sha256');
      if (elements !== undefined) {
        for await (const chunk of rowMajorBytes(elements)) hash.update(chunk);
      }
      tensors.push([name, tensor.dtype, (tensor.shape ?? []).map(Number), hash.digest('hex')]);
    }
    return tensors;
  } catch (error) {
    if (!(error instanceof CkptError)) throw error;
    return error.kind ?? error.code;
  }
}
