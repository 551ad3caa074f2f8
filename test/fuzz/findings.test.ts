import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { attempt } from '../../fuzz/engine/attempt.ts';
import { targetNamed } from '../../fuzz/targets.ts';
import { useFully } from '../../fuzz/use.ts';
import { announce, FIXTURES, filesBelow } from '../support/corpus.ts';

/** What no file may take, in milliseconds; more than half of it is for slow machines. */
const MOST_TIME = 2_000;

const folder = join(FIXTURES, 'fuzz');
const files = existsSync(folder) ? filesBelow(folder) : [];

describe('a file that broke something once', () => {
  for (const path of files) {
    const name = relative(folder, path);

    it(`${name} gives a result or a typed error, in time`, async () => {
      const target = targetNamed(name.split(/[/\\]/)[0] ?? '');
      const bytes = new Uint8Array(readFileSync(path));
      const started = performance.now();
      expect(await attempt(target, bytes)).toBeUndefined();
      expect(performance.now() - started).toBeLessThan(MOST_TIME);
      await useFully(name, bytes);
    });
  }

  it('counts what it did', () => {
    announce(`fuzz: ${files.length} files that broke something once`);
    expect(files.every((path) => path.endsWith('.bin'))).toBe(true);
  });
});
