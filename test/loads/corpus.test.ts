import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { predictWeightsOnly } from '../../src/loads/weights-only.ts';
import { openFile } from '../../src/node/file.ts';
import { announce, CORPUS, hasCorpus } from '../support/corpus.ts';

const FOLDERS = ['torch', 'lightning', 'runs', 'hf', 'third-party', 'broken', 'dcp', 'deepspeed'];

interface Measured {
  readonly loads: boolean;
  /** `Exception: first line`, cut after a few hundred characters. */
  readonly error?: string;
  readonly detail?: string;
  readonly unsafe_globals?: readonly string[];
}

interface ManifestEntry {
  readonly file: string;
  readonly weights_only?: Measured;
}

/** Errors of C++, which name a line of its source before them or ask for a report behind. */
const NATIVE = /inline_container|hasRecord/;

/** Links are not stored; what they lead to is. */
const LINKS: Readonly<Record<string, string>> = hasCorpus
  ? JSON.parse(readFileSync(join(CORPUS, 'links.json'), 'utf8'))
  : {};

function pathOf(folder: string, file: string): string {
  const target = LINKS[`${folder}/${file}`];
  return join(CORPUS, folder, target === undefined ? file : join(dirname(file), target));
}

async function check(path: string, measured: Measured): Promise<string> {
  const { source, close } = await openFile(path);
  const verdict = await predictWeightsOnly(source, { torch: '2.13' }).finally(close);
  expect(verdict.loads, `${path}: ${JSON.stringify(verdict).slice(0, 600)}`).toBe(measured.loads);
  if (verdict.loads !== false) return 'loads';
  const { exception, message, detail } = verdict.error;
  const [line = ''] = message.split('\n');
  const error = measured.error ?? '';
  if (NATIVE.test(error)) {
    expect(error.slice(0, error.indexOf(':')), path).toBe(exception);
    expect(error, path).toContain(detail);
  } else expect(`${exception}: ${line}`.slice(0, error.length), path).toBe(error);
  if (measured.detail) expect(detail.slice(0, measured.detail.length), path).toBe(measured.detail);
  if (measured.unsafe_globals != null) {
    const names = verdict.blocking.map(({ fullName }) => fullName).sort();
    expect(names, path).toEqual([...measured.unsafe_globals].sort());
    return 'refused, with its list of names';
  }
  return 'refused';
}

describe.runIf(hasCorpus)('what torch 2.13 measured with weights_only is what is predicted', () => {
  for (const folder of FOLDERS) {
    it(folder, async () => {
      const counts = new Map<string, number>();
      const text = readFileSync(join(CORPUS, folder, 'manifest.json'), 'utf8');
      const entries: readonly ManifestEntry[] = JSON.parse(text);
      for (const { file, weights_only: measured } of entries) {
        const outcome = measured ? await check(pathOf(folder, file), measured) : 'not measured';
        counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
      }
      const told = Array.from(counts, ([what, times]) => `${times} ${what}`).join(', ');
      announce(`corpus/${folder}, weights_only: ${told}`);
      expect(counts.get('loads')).toBeGreaterThan(0);
    });
  }
});

if (!hasCorpus) announce('the corpus is not beside the project: no verdict was compared');
