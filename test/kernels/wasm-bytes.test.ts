import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { kernelsModule, TARGETS } from '../../scripts/build-kernels.mjs';

describe('the kernels are what their sources compile to', () => {
  for (const { entry, target } of TARGETS) {
    it(entry, async () => {
      const kept = readFileSync(join(import.meta.dirname, '../..', target), 'utf8');
      expect(await kernelsModule(entry)).toBe(kept);
    });
  }
});
