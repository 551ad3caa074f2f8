import { describe, expect, it } from 'vitest';
import { Cursor } from '../../src/bytes/cursor.ts';
import { memorySource } from '../../src/bytes/source.ts';
import { openZip } from '../../src/containers/zip.ts';
import { torchLookup } from '../../src/containers/zip-lookup.ts';
import { unpickle } from '../../src/decoders/pickle/index.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import { hex } from '../support/bytes.ts';
import { announce, hasVectors } from '../support/corpus.ts';
import { refusal } from '../support/errors.ts';
import { securityVectors } from '../support/vectors.ts';

const vectors = securityVectors().zip.filter(({ hex }) => hex !== undefined);
/** What torch refuses and this layer refuses too; the rest is a matter of names, for those above. */
const REFUSED: readonly (readonly [ids: RegExp, error: string, kind: string])[] = [
  [/^z01_flag_(?:0001|0020|0040|0041|2000)_(?:cdh|both)$/, 'UnsupportedError', 'zip-encrypted'],
  [/^z12_method_(?:12_bzip2|99)$/, 'UnsupportedError', 'zip-method'],
  [/^z13_cdh_usize_(?:big|ne_csize_stored)$/, 'MalformedError', 'zip-entry'],
  [/^z13_(?:cdh|deflate)_usize_small$/, 'TruncatedError', 'pickle-truncated'],
  [/^z16_count_high$/, 'MalformedError', 'zip-directory'],
  [/^z19_/, 'TruncatedError', 'zip-truncated'],
];

/** `v=1` or `v=2`: the copy of the pickle that is read, as the vectors write it. */
async function copyRead(bytes: Uint8Array): Promise<string> {
  const archive = await openZip(memorySource('z', bytes), DEFAULT_LIMITS);
  const entry = torchLookup(archive.entries)('archive/data.pkl');
  if (entry === undefined) throw new Error('there is no archive/data.pkl');
  const source = archive.open(entry);
  const { value } = unpickle(new Cursor(await source.read(0, source.byteLength), 'z'));
  if (typeof value !== 'object' || value?.kind !== 'dict') throw new Error('it is no dict');
  expect(value.keys).toEqual(['v']);
  return `v=${value.values[0]}`;
}

describe('zip archives that readers disagree about', () => {
  const read = vectors.filter(({ torch_2_13_weights_only: by }) => by.startsWith('v='));
  for (const { id, hex: digits = '', torch_2_13_weights_only: byTorch } of read) {
    it(`${id}: gives the copy that torch gives, ${byTorch}`, async () => {
      expect(await copyRead(hex(digits))).toBe(byTorch);
    });
  }

  let refused = 0;
  for (const { id, hex: digits = '', torch_2_13_weights_only: byTorch } of vectors) {
    const [, error, kind] = REFUSED.find(([ids]) => ids.test(id)) ?? [];
    if (error === undefined) continue;
    refused += 1;
    it(`${id}: is refused, as by torch`, async () => {
      expect(byTorch).toMatch(/^ERR/);
      expect(await refusal(copyRead(hex(digits)))).toMatchObject({ error, kind });
    });
  }

  it('counts what it saw', () => {
    announce(
      hasVectors
        ? `zip vectors: ${read.length} read as torch does, ${refused} refused as by torch`
        : 'zip vectors: none, they are not at hand',
    );
    if (!hasVectors) return;
    expect(read.length).toBe(37);
    expect(read.filter(({ id }) => /^z0[45]_/.test(id))).toHaveLength(5);
    expect(refused).toBe(19);
  });
});
