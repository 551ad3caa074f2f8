import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { kernelsModule, TARGET } from '../../scripts/build-kernels.mjs';

it('the kernels are what their sources compile to', async () => {
  const kept = readFileSync(join(import.meta.dirname, '../..', TARGET), 'utf8');
  expect(await kernelsModule()).toBe(kept);
});
