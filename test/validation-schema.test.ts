import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { run } from '../src/cli/run.ts';
import { jsonText } from '../src/render/json-text.ts';
import { validationReport } from '../src/render/validation-report.ts';
import { FIXTURES, filesBelow } from './support/corpus.ts';
import { finding, HOSTILE, validation } from './support/findings.ts';
import { memoryHost } from './support/memory-host.ts';

const schema = JSON.parse(
  readFileSync(join(import.meta.dirname, '../schema/validation.schema.json'), 'utf8'),
);
const keeps = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true }).compile(
  schema,
);

function check(document: unknown): void {
  expect(keeps(document), JSON.stringify(keeps.errors)?.slice(0, 500)).toBe(true);
}

describe('the schema of validations', () => {
  it('knows all that a report can say', () => {
    const suppressed = [{ finding: finding(), reason: 'known', until: '2026-12-31' }];
    const report = validation({ findings: [HOSTILE], suppressed, undecided: ['x'] });
    const document = JSON.parse(jsonText(validationReport(report)));
    check(document);
    expect(document.summary).toEqual({
      errors: 1,
      warnings: 0,
      notes: 0,
      suppressed: 1,
      held: 2,
      skipped: 1,
    });
    expect(document.findings[0].data).toEqual({
      count: 2,
      names: ['a', 'b'],
      none: null,
      wide: { $float: 'nan' },
    });
  });

  it('knows a report from what is none', () => {
    const sound = JSON.parse(jsonText(validationReport(validation())));
    check(sound);
    for (const change of [{ kind: 'x' }, { verdict: 'fine' }, { more: 1 }, { held: ['X'] }]) {
      expect(keeps({ ...sound, ...change })).toBe(false);
    }
  });

  it('holds for every fixture', async () => {
    const files = filesBelow(FIXTURES).filter(
      (path) => !/\.(?:py|md|golden\.json)$|\/\./.test(path),
    );
    const bytes = Object.fromEntries(
      files.map((file) => [relative(FIXTURES, file), new Uint8Array(readFileSync(file))]),
    );
    const host = memoryHost(bytes);
    await run(['validate', ...Object.keys(bytes), '--format', 'json'], host);
    const document = JSON.parse(host.stdout);
    check(document);
    expect(document.files).toHaveLength(files.length);
    expect(document.findings.length).toBeGreaterThan(10);
  });
});
