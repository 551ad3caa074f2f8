import { describe, expect, it } from 'vitest';
import { SAFETIES } from '../../src/operations/scan.ts';
import { hex } from '../support/bytes.ts';
import { announce, hasVectors } from '../support/corpus.ts';
import { scanned } from '../support/scanned.ts';
import { securityVectors } from '../support/vectors.ts';

const vectors = securityVectors();
const pickles = vectors.pickle.filter((vector) => vector.hex !== undefined);
const zips = vectors.zip.filter((vector) => vector.hex !== undefined);

describe('pickles that scanners were fooled by', () => {
  for (const { id, class: kind, hex: digits = '' } of pickles) {
    it(`${id} (${kind}) is told from what it does`, async () => {
      const { scanned: answer, findings } = await scanned(hex(digits), id);
      switch (kind) {
        case 'danger':
          expect(answer.safety).toBe('dangerous');
          expect(answer.isInert).toBe(false);
          break;
        case 'ok':
          expect([answer.safety, answer.isInert, findings]).toEqual(['clean', true, []]);
          break;
        case 'unknown':
          expect([answer.safety, answer.isInert]).toEqual(['unaudited', false]);
          break;
        case 'note':
          expect([answer.safety, answer.isInert]).toEqual(['clean', false]);
          expect(findings.map(({ rule }) => rule)).toEqual(['security/nested-pickle']);
          break;
        case 'trail':
          expect(answer.safety).toBe('suspicious');
          break;
        default:
          // What CPython refuses: never called inert, and damaged unless a name stands before.
          expect(answer.isInert).toBe(false);
          expect(answer.safety === 'dangerous' || answer.integrity.state !== 'consistent').toBe(
            true,
          );
      }
    });
  }

  it('count up', () => {
    const count = (kind: string) => pickles.filter((vector) => vector.class === kind).length;
    announce(
      hasVectors
        ? `pickle vectors scanned: ${count('danger')} dangerous, ${count('ok')} benign and clean, ` +
            `${pickles.length - count('danger') - count('ok')} others`
        : 'pickle vectors: none, they are not at hand',
    );
    if (hasVectors) expect([count('danger'), count('ok'), pickles.length]).toEqual([64, 5, 78]);
  });
});

/** Whether the two readers of the record got different things out of the archive. */
function isAmbiguous(byTorch: string, byZipfile: string): boolean {
  const [, copy] = /^v=(\d)$/.exec(byTorch) ?? [];
  if (copy === undefined) return false;
  const copies = Array.from(byZipfile.matchAll(/data\.pkl:(\w+)/gi), ([, read]) => read);
  return copies.length !== 1 || copies[0] !== copy;
}

describe('archives that readers disagree about', () => {
  for (const { id, hex: digits = '', ...oracle } of zips) {
    const { torch_2_13_weights_only: byTorch, python_zipfile: byZipfile } = oracle;
    it(`${id}: torch ${byTorch.slice(0, 3)}`, async () => {
      const { scanned: answer, findings } = await scanned(hex(digits), id);
      expect(answer.loads.map(({ loads }) => loads)).toEqual([/^v=|^list/.test(byTorch)]);
      expect(answer.safety).not.toBe('dangerous');
      if (isAmbiguous(byTorch, byZipfile)) {
        const isTold = findings.some(({ severity }) => severity === 'warning');
        expect(isTold || answer.integrity.state === 'damaged').toBe(true);
      }
      if (byTorch.startsWith('ERR')) {
        const isSound = answer.safety === 'clean' && answer.integrity.state === 'consistent';
        expect(isSound && !LEFT_TO_LOADERS.has(id)).toBe(false);
      }
    });
  }

  /** Nothing but where torch wants its records: no reader sees anything else in them. */
  const LEFT_TO_LOADERS = new Set(['z17_no_root_dir']);
  /** As plain as the first of them. */
  const SOUND = /^z00|^z01_flag_(?:0008|0800)_|^z08_comment_plain|^z12_deflate|^z18_long_extra/;

  it('is quiet about those that all read alike', async () => {
    for (const { id, hex: digits = '' } of zips.filter((vector) => SOUND.test(vector.id))) {
      const { scanned: answer, findings } = await scanned(hex(digits), id);
      expect([id, answer.safety, answer.isInert, findings]).toEqual([id, 'clean', true, []]);
    }
  });

  it('count up', () => {
    const ambiguous = zips.filter((one) =>
      isAmbiguous(one.torch_2_13_weights_only, one.python_zipfile),
    );
    const refused = zips.filter((one) => one.torch_2_13_weights_only.startsWith('ERR'));
    announce(
      hasVectors
        ? `zip vectors scanned: ${zips.length}, ${ambiguous.length} ambiguous and told so, ` +
            `${refused.length} refused as by torch`
        : 'zip vectors: none, they are not at hand',
    );
    if (hasVectors) expect([zips.length, ambiguous.length, refused.length]).toEqual([66, 10, 29]);
  });
});

/** The kinds of the errors of the reference reader, by how their messages begin. */
const KINDS: readonly (readonly [words: string, kind: string])[] = [
  ['header too small', 'header-too-small'],
  ['header too large', 'header-too-large'],
  ['invalid header length', 'invalid-header-length'],
  ['invalid UTF-8 in header', 'invalid-header'],
  ['invalid JSON in header', 'invalid-header-deserialization'],
  ['invalid offset for tensor', 'invalid-offset'],
  ['overflow computing', 'validation-overflow'],
  ['The slice is slicing', 'misaligned-slice'],
  ['invalid shape, data type', 'tensor-invalid-info'],
  ['incomplete metadata', 'metadata-incomplete-buffer'],
];

describe('safetensors files', () => {
  const { safetensors } = vectors;
  for (const { id, hex: digits, safetensors_0_8_0: said } of safetensors) {
    it(`${id}: ${said.slice(0, 40)}`, async () => {
      const { scanned: answer } = await scanned(hex(digits), 'm.safetensors');
      const [, message] = /^ERR (.*)/s.exec(said) ?? [];
      const kind = message && KINDS.find(([words]) => message.startsWith(words))?.[1];
      expect(answer.loads).toMatchObject([
        message === undefined
          ? { loader: 'safetensors', loads: true }
          : { loader: 'safetensors', loads: false, kind: `safetensors/${kind}` },
      ]);
      expect(SAFETIES.indexOf(answer.safety)).toBeLessThan(SAFETIES.indexOf('dangerous'));
      expect(answer.integrity.state === 'consistent').toBe(message === undefined);
    });
  }

  it('count up', () => {
    const accepted = safetensors.filter((vector) => vector.safetensors_0_8_0.startsWith('OK'));
    announce(
      hasVectors
        ? `safetensors vectors scanned: ${accepted.length} load, ` +
            `${safetensors.length - accepted.length} are refused with the recorded error`
        : 'safetensors vectors: none, they are not at hand',
    );
    if (hasVectors) expect(safetensors.length).toBe(106);
  });
});
