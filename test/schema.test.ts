import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { run } from '../src/cli/run.ts';
import { FIXTURES, filesBelow } from './support/corpus.ts';
import { memoryHost } from './support/memory-host.ts';

const schema = JSON.parse(
  readFileSync(join(import.meta.dirname, '../schema/inspection.schema.json'), 'utf8'),
);
const validate = new Ajv2020({
  strict: true,
  strictRequired: false,
  strictTypes: false,
  allowUnionTypes: true,
}).compile(schema);

const files = filesBelow(FIXTURES).filter((path) => !/\.(?:py|md|golden\.json)$|\/\./.test(path));

describe('the schema', () => {
  const report = { kind: 'error', version: 1, file: 'm', error: { code: 'source', message: 'x' } };
  const wrong = [
    {},
    { ...report, kind: 'report' },
    { ...report, version: 2 },
    { ...report, error: { code: 'broken', message: 'x' } },
    { ...report, more: 1 },
    { kind: 'inspection', version: 1, file: 'm' },
  ];

  it('knows a report from what is none', () => {
    expect(validate(report)).toBe(true);
    for (const document of wrong) expect(validate(document), JSON.stringify(document)).toBe(false);
  });
});

describe('every JSON report keeps to the published schema', () => {
  for (const path of files) {
    it(relative(FIXTURES, path), async () => {
      const bytes = Object.fromEntries(
        files.map((file) => [relative(FIXTURES, file), new Uint8Array(readFileSync(file))]),
      );
      for (const options of [[], ['--tensors', '--hash'], ['--depth', '1'], ['--all']]) {
        const host = memoryHost(bytes);
        await run(['inspect', relative(FIXTURES, path), '--format', 'json', ...options], host);
        const document = JSON.parse(host.stdout);
        expect(validate(document), JSON.stringify(validate.errors)?.slice(0, 500)).toBe(true);
      }
    });
  }
});
