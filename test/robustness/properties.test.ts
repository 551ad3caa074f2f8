/** What holds of any file: said again, read in other pieces, or made longer. */
import path from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ByteSource, byteSource, memorySource, windowOf } from '../../src/bytes/source.ts';
import { CkptError, SourceError } from '../../src/errors.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import { escapedJson } from '../../src/model/escaped-json.ts';
import { safeText } from '../../src/model/python-repr.ts';
import { inspect } from '../../src/operations/inspect.ts';
import { open } from '../../src/operations/open.ts';
import { SAFETIES, scan } from '../../src/operations/scan.ts';
import { typedJsonText } from '../../src/render/typed-json.ts';
import { readEventMetrics } from '../../src/runs/metrics-events.ts';
import { readingAhead } from '../../src/security/ahead.ts';
import { concat, text } from '../support/bytes.ts';
import { announce } from '../support/corpus.ts';
import { sha256 } from '../support/goldens.ts';
import { stream } from '../support/pickle.ts';
import { HARMLESS, PAYLOAD } from '../support/scanned.ts';
import { type SmallFile, smallFiles, smallPickles } from '../support/small-files.ts';
import { event, record, simpleValue } from '../support/tfevents.ts';
import { zipArchive } from '../support/zip.ts';

const seed = Number(process.env.FC_SEED ?? Date.now() % 2 ** 31);
const often = (numRuns: number) => ({ seed, numRuns });
const limits = DEFAULT_LIMITS;
announce(`properties: FC_SEED=${seed}`);

const UNKNOWN = stream('\x80\x02cmy_pkg\nNet\n)R.');
const INDIRECT = stream('\x80\x02cbuiltins\ngetattr\n.');
const pickle = fc.constantFrom(
  HARMLESS,
  PAYLOAD,
  UNKNOWN,
  INDIRECT,
  ...smallPickles().map(({ bytes }) => bytes),
);

const rankOf = async (bytes: Uint8Array, name: string) => {
  const { scanned } = await scan(memorySource(name, bytes), { today: '2026-01-01' });
  return SAFETIES.indexOf(scanned.safety);
};

describe('the verdict of a scan', () => {
  it('is never lower for one pickle more', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(pickle, { minLength: 1, maxLength: 4 }),
        pickle,
        async (some, more) => {
          const before = await rankOf(concat(...some), 'm.pkl');
          expect(await rankOf(concat(...some, more), 'm.pkl')).toBeGreaterThanOrEqual(before);
        },
      ),
      often(150),
    ));

  it('is never lower for one member more, wherever it stands', () => {
    const member = fc.record({
      name: fc.constantFrom('a/data.pkl', 'a/x.pkl', 'a/data/0', 'a/DATA.PKL', 'b', 'a/code/m.py'),
      data: pickle,
      method: fc.constantFrom(0, 8),
    });
    const members = fc.array(member, { minLength: 1, maxLength: 4 });
    return fc.assert(
      fc.asyncProperty(members, member, fc.nat(4), async (some, more, at) => {
        const before = await rankOf(zipArchive(some).bytes, 'm.pt');
        const all = zipArchive(some.toSpliced(at, 0, more)).bytes;
        expect(await rankOf(all, 'm.pt')).toBeGreaterThanOrEqual(before);
      }),
      often(150),
    );
  });
});

describe('a file', () => {
  let files: readonly SmallFile[] = [];
  beforeAll(async () => {
    files = await smallFiles();
  });
  /** One of the small files, with a few bytes that are others. */
  const damages = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 });
  const choice = fc.tuple(fc.nat(), damages).map(([which, changes]) => () => {
    const { name, bytes: sound } = files[which % files.length] ?? { name: '', bytes: HARMLESS };
    const bytes = sound.slice();
    for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
    return { name, bytes };
  });

  async function answer(source: ByteSource): Promise<unknown> {
    const { scanned, findings } = await scan(source, { checksums: true, today: '2026-01-01' });
    try {
      const openSibling = () => Promise.reject(new SourceError('none', { file: 'x' }));
      const report = await inspect(await open(source, { openSibling }), { sha256 });
      return { text: typedJsonText(report), scanned, findings };
    } catch (error) {
      if (!(error instanceof CkptError)) throw error;
      const { code, kind, finding, place } = error;
      return { code, kind, finding, place, scanned, findings };
    }
  }

  it('is answered the same way each time', () =>
    fc.assert(
      fc.asyncProperty(choice, async (chosen) => {
        const { name, bytes } = chosen();
        const first = await answer(memorySource(name, bytes));
        expect(await answer(memorySource(name, bytes))).toEqual(first);
      }),
      often(100),
    ));

  it('is the same in pieces that nobody else has, and as a window onto another', () =>
    fc.assert(
      fc.asyncProperty(choice, fc.nat(70), fc.nat(70), async (chosen, before, behind) => {
        const { name, bytes } = chosen();
        const whole = await answer(memorySource(name, bytes));
        const junk = (length: number) => new Uint8Array(length).fill(0x50);
        const around = concat(junk(before), bytes, junk(behind));
        const inPieces = byteSource(name, around.byteLength, async (start, end) => {
          const piece = concat(around.subarray(start, (start + end) >> 1));
          return concat(piece, around.subarray((start + end) >> 1, end));
        });
        const inside = windowOf(inPieces, before, before + bytes.byteLength);
        expect(await answer(inside)).toEqual(whole);
      }),
      often(100),
    ));

  it('gives reading ahead the bytes that were asked for', () => {
    const bytes = Uint8Array.from({ length: 200_000 }, (_, index) => index % 251);
    const range = fc.tuple(fc.nat(bytes.length), fc.oneof(fc.nat(400), fc.nat(100_000)));
    return fc.assert(
      fc.asyncProperty(fc.array(range, { maxLength: 30 }), async (ranges) => {
        const ahead = readingAhead(memorySource('m', bytes));
        for (const [start, length] of ranges) {
          const end = Math.min(start + length, bytes.length);
          expect(Buffer.compare(await ahead.read(start, end), bytes.subarray(start, end))).toBe(0);
        }
      }),
      often(100),
    );
  });

  it('of events has the same metrics in chunks of any size', () => {
    const value = fc.tuple(fc.string({ maxLength: 6 }), fc.float());
    const written = fc.array(fc.tuple(fc.nat(1e6), fc.array(value, { maxLength: 3 })));
    return fc.assert(
      fc.asyncProperty(
        written,
        fc.nat(),
        fc.integer({ min: 1, max: 300 }),
        async (all, cut, size) => {
          const records = all.flatMap(([step, values]) =>
            record(event(step, ...values.map(([tag, one]) => simpleValue(tag, one)))),
          );
          const bytes = Uint8Array.from(records).subarray(0, cut % (records.length + 1));
          const read = async (chunk: number) => {
            const { metrics, damage } = await readEventMetrics(
              memorySource('e', bytes),
              limits,
              chunk,
            );
            return { metrics, kind: damage?.kind, place: damage?.place };
          };
          expect(await read(size)).toEqual(await read(2 ** 20));
        },
      ),
      often(100),
    );
  });
});

describe('any text', () => {
  const anything = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.nat(0xffff)).map((units) => String.fromCharCode(...units)),
  );

  it('that was made safe acts on no terminal', () =>
    fc.assert(
      fc.property(anything, (any) => {
        expect(safeText(any)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      }),
      often(1_000),
    ));

  it('is in JSON what it was, and acts on no terminal', () =>
    fc.assert(
      fc.property(anything, (any) => {
        const json = escapedJson(JSON.stringify(any));
        expect(json).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        expect(JSON.parse(json)).toBe(any);
      }),
      often(1_000),
    ));

  it('in an index opens nothing outside its folder, on any system', () => {
    const step = fc.constantFrom(
      '..',
      '.',
      '/',
      '\\',
      '%2e',
      '%2f',
      '%5C',
      'C:',
      'a',
      '\0',
      '~',
      '//',
    );
    const name = fc.oneof(
      anything,
      fc.array(step, { maxLength: 6 }).map((steps) => steps.join('')),
    );
    return fc.assert(
      fc.asyncProperty(fc.array(name, { minLength: 1, maxLength: 5 }), async (shards) => {
        const map = Object.fromEntries(shards.map((shard, index) => [`w${index}`, shard]));
        const asked: string[] = [];
        const openSibling = async (shard: string) => {
          asked.push(shard);
          throw new SourceError('none', { file: shard }, { kind: 'no-such-file' });
        };
        const source = memorySource('m.index.json', text(JSON.stringify({ weight_map: map })));
        await open(source, { openSibling }).catch((error: unknown) => {
          if (!(error instanceof CkptError)) throw error;
        });
        for (const shard of asked) {
          expect(path.posix.dirname(path.posix.resolve('/a/b', shard))).toBe('/a/b');
          expect(path.win32.dirname(path.win32.resolve('C:\\a\\b', shard))).toBe('C:\\a\\b');
        }
      }),
      often(300),
    );
  });
});
