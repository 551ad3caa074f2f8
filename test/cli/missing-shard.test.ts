import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { fixture } from '../support/fixtures.ts';
import { memoryHost } from '../support/memory-host.ts';

const NAMES = ['model.safetensors.index.json', 'model-00001-of-00002.safetensors'];
const files = Object.fromEntries(
  NAMES.map((name) => [name, fixture(`safetensors/sharded/${name}`)]),
);

describe('a checkpoint of which a shard is missing', () => {
  it('has no digest of all and no manifest, and numbers of a part, which is said', async () => {
    for (const argv of [['hash'], ['hash', '--manifest', 'm'], ['stats']]) {
      const [name = '', ...options] = argv;
      const host = memoryHost(files);
      expect(await run([name, NAMES[0] ?? '', ...options], host)).toBe(2);
      expect(host.stderr).toContain('model-00002-of-00002.safetensors');
      expect(host.stdout).not.toMatch(/ = \d+ tensors/);
      expect(host.written.size).toBe(0);
    }
  });
});
