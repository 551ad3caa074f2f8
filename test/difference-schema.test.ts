import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { run } from '../src/cli/run.ts';
import { filesIn } from './support/fixture-files.ts';
import { memoryHost } from './support/memory-host.ts';

const schema = JSON.parse(
  readFileSync(join(import.meta.dirname, '../schema/difference.schema.json'), 'utf8'),
);
const validate = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false }).compile(
  schema,
);

const side = { name: 'a', title: 'Lightning', parameterCount: 0 };
const change = { kind: 'added', name: 'lr', right: { path: 'lr', value: 1 } };
const section = {
  name: 'weights',
  changes: [change],
  renames: [],
  equalCount: 0,
  comparableTensors: 0,
};
const difference = {
  kind: 'difference',
  version: 1,
  isSame: false,
  left: side,
  right: side,
  sections: [section],
  unreadable: [],
};

describe('the schema of differences', () => {
  it('knows one from what is none', () => {
    expect(validate(difference)).toBe(true);
    const wrong = [
      {},
      { ...difference, kind: 'comparison' },
      { ...difference, more: 1 },
      { ...difference, sections: [{ ...section, name: 'weight' }] },
      { ...difference, sections: [{ ...section, changes: [{ ...change, kind: 'changed' }] }] },
      { ...difference, sections: [{ ...section, changes: [{ ...change, left: change.right }] }] },
    ];
    for (const document of wrong) expect(validate(document), JSON.stringify(document)).toBe(false);
  });
});

const FILES = {
  ...filesIn('lightning'),
  ...filesIn('runs'),
  ...filesIn('safetensors'),
  ...filesIn('pytorch'),
};

const CHECKPOINTS = Object.keys(FILES).filter((name) =>
  /\.(?:ckpt|pth?|safetensors|bin)$/.test(name),
);

describe('every JSON difference keeps to the published schema', () => {
  const first = 'last.ckpt';
  for (const options of [[], ['--all'], ['--values'], ['--strict', '--all']]) {
    it(`of a training and each of the fixtures ${options.join(' ')}`, async () => {
      let compared = 0;
      for (const name of CHECKPOINTS) {
        const host = memoryHost(FILES);
        const code = await run(['diff', first, name, '--format', 'json', ...options], host);
        if (host.stdout === '') {
          expect([code, host.stderr]).toEqual([2, expect.stringMatching(/^ckpt: /)]);
          continue;
        }
        compared += 1;
        const document = JSON.parse(host.stdout);
        expect(validate(document), JSON.stringify(validate.errors)?.slice(0, 500)).toBe(true);
        expect(document.isSame ? [0, 2] : [1]).toContain(code);
      }
      expect(compared).toBeGreaterThan(20);
    });
  }

  it('of many', async () => {
    const host = memoryHost(FILES);
    const names = CHECKPOINTS.slice(0, 5);
    await run(['diff', first, ...names, '--format', 'json'], host);
    expect(validate(JSON.parse(host.stdout)), JSON.stringify(validate.errors)).toBe(true);
  });
});
