import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { run } from '../src/cli/run.ts';
import { filesIn } from './support/fixture-files.ts';
import { memoryHost } from './support/memory-host.ts';

const validatorOf = (name: string) => {
  const path = join(import.meta.dirname, `../schema/${name}.schema.json`);
  const ajv = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false });
  return ajv.compile(JSON.parse(readFileSync(path, 'utf8')));
};

const COMMANDS = {
  stats: [['stats'], ['stats', '--modules']],
  verification: [['verify']],
  hash: [['hash'], ['hash', '--all']],
};

const FOLDERS = ['lightning', 'pytorch', 'safetensors', 'malformed', 'same-weights'];

for (const [name, commands] of Object.entries(COMMANDS)) {
  const validate = validatorOf(name);
  describe(`every JSON answer keeps to ${name}.schema.json`, () => {
    for (const folder of FOLDERS) {
      it(folder, async () => {
        const files = filesIn(folder);
        let count = 0;
        for (const file of Object.keys(files)) {
          for (const [command = '', ...options] of commands) {
            const host = memoryHost(files);
            await run([command, file, '--format', 'json', ...options], host);
            if (host.stdout === '') continue;
            count += 1;
            const isValid = validate(JSON.parse(host.stdout));
            expect(isValid, `${file}: ${JSON.stringify(validate.errors)?.slice(0, 300)}`).toBe(
              true,
            );
          }
        }
        expect(count).toBeGreaterThan(0);
      });
    }
  });
}

describe('the schemas know what is none', () => {
  const tensor = { path: 'a', name: 'a', dtype: 'float32', shape: [1] };
  const stats = { kind: 'stats', version: 1, file: 'x', isWhole: true, tensors: [] };
  const wrong: Readonly<Record<string, readonly unknown[]>> = {
    stats: [
      {},
      { ...stats, version: 2 },
      { ...stats, tensors: [tensor] },
      { ...stats, tensors: [{ ...tensor, without: 'reason' }] },
      { ...stats, tensors: [{ ...tensor, elements: 1 }] },
    ],
    verification: [{}, { kind: 'verification', version: 1, verdict: 'fine' }],
    hash: [
      {},
      { kind: 'manifest', version: 1, algorithm: 'md5', of: 'all', digest: '', tensors: [] },
    ],
  };
  for (const [name, documents] of Object.entries(wrong)) {
    it(name, () => {
      const validate = validatorOf(name);
      for (const document of documents) expect(validate(document)).toBe(false);
    });
  }

  it('manifests keep to theirs', async () => {
    const host = memoryHost(filesIn('same-weights'));
    expect(await run(['hash', 'legacy.pt', '--manifest', 'kept'], host)).toBe(0);
    const manifest = new TextDecoder().decode(host.written.get('kept'));
    expect(validatorOf('hash')(JSON.parse(manifest))).toBe(true);
  });
});
