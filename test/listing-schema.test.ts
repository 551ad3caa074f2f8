import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { run } from '../src/cli/run.ts';
import { filesIn } from './support/fixture-files.ts';
import { type MemoryFiles, memoryDirectory } from './support/memory-directory.ts';
import { memoryHost } from './support/memory-host.ts';

const schema = JSON.parse(
  readFileSync(join(import.meta.dirname, '../schema/listing.schema.json'), 'utf8'),
);
const validate = new Ajv2020({
  strict: true,
  strictRequired: false,
  strictTypes: false,
  formats: { 'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/ },
}).compile(schema);

const row = {
  kind: 'checkpoint',
  version: 1,
  path: 'a.ckpt',
  run: '.',
  role: 'best',
  state: 'empty',
  fileCount: 1,
  error: { code: 'unknown-format', message: 'the file is empty' },
};

describe('the schema of listings', () => {
  const listing = { kind: 'listing', version: 1, checkpoints: [row], remarks: [], isWhole: true };
  const wrong = [
    {},
    { ...row, role: 'worst' },
    { ...row, version: 2 },
    { ...row, error: undefined, format: undefined },
    { ...row, more: 1 },
    { ...row, metric: { value: 1 } },
    { ...row, modified: 'yesterday' },
    { ...listing, runs: [] },
    { ...listing, isWhole: 'no' },
    { ...listing, checkpoints: [{}] },
  ];

  it('knows one from what is none', () => {
    for (const document of [row, listing]) expect(validate(document)).toBe(true);
    for (const document of wrong) {
      const plain = JSON.parse(JSON.stringify(document));
      expect(validate(plain), JSON.stringify(document)).toBe(false);
    }
  });
});

/** Names that no file of ours has, and links. */
const ODD: MemoryFiles = {
  'r/loss=nan-acc=inf-epoch=3-v2.ckpt': new Uint8Array(0),
  'r/last.ckpt': { target: 'gone.ckpt', leadsTo: 'nothing' },
  'r/out': { target: '/x', leadsTo: 'outside' },
};

const WORLDS: Readonly<Record<string, MemoryFiles>> = {
  runs: filesIn('runs'),
  lightning: filesIn('lightning'),
  safetensors: filesIn('safetensors'),
  pytorch: filesIn('pytorch'),
  malformed: filesIn('malformed'),
  odd: ODD,
};

describe('every JSON listing keeps to the published schema', () => {
  for (const [name, files] of Object.entries(WORLDS)) {
    for (const options of [[], ['--runs'], ['--best'], ['--hash', '--sort', 'score']]) {
      it([name, ...options].join(' '), async () => {
        const answers: string[] = [];
        for (const format of ['json', 'ndjson']) {
          const host = memoryHost(files as Readonly<Record<string, Uint8Array>>);
          const directory = (path: string) => memoryDirectory(files, path);
          let stdout = '';
          const out = (text: string) => {
            stdout += text;
          };
          await run(['ls', '.', 'nowhere', '--format', format, ...options], {
            ...host,
            directory,
            out,
          });
          answers.push(...stdout.trimEnd().split('\n'));
        }
        expect(answers.length).toBeGreaterThan(1);
        for (const answer of answers) {
          const isValid = validate(JSON.parse(answer));
          expect(isValid, JSON.stringify(validate.errors)?.slice(0, 500)).toBe(true);
        }
      });
    }
  }

  it('and says the same in both forms', async () => {
    const asked = async (format: string) => {
      const host = memoryHost(WORLDS.runs as Readonly<Record<string, Uint8Array>>);
      await run(['ls', '.', '--format', format], host);
      return host.stdout;
    };
    const lines = (await asked('ndjson'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(JSON.parse(await asked('json')).checkpoints).toEqual(lines);
  });
});
