import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { run } from '../src/cli/run.ts';
import { text } from './support/bytes.ts';
import { FIXTURES, filesBelow } from './support/corpus.ts';
import { memoryHost } from './support/memory-host.ts';
import { PAYLOAD } from './support/scanned.ts';

const schema = JSON.parse(
  readFileSync(join(import.meta.dirname, '../schema/scan.schema.json'), 'utf8'),
);
const keeps = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true }).compile(
  schema,
);

async function reported(files: Readonly<Record<string, Uint8Array>>, ...paths: readonly string[]) {
  const host = memoryHost(files);
  await run(['scan', ...paths, '--format', 'json'], host);
  return JSON.parse(host.stdout);
}

function check(document: unknown): void {
  expect(keeps(document), JSON.stringify(keeps.errors)?.slice(0, 500)).toBe(true);
}

describe('the schema of scans', () => {
  it('knows a report from what is none', async () => {
    const waived = text('suppress: [{rule: security, reason: known, until: 2126-12-31}]');
    const report = await reported({ 'bad.pt': PAYLOAD, 'ckpt.yaml': waived }, 'bad.pt', 'gone.pt');
    check(report);
    expect(report).toMatchObject({ verdict: 'incomplete', suppressed: [{ reason: 'known' }] });
    expect(report.unread).toHaveLength(1);
    for (const change of [{ kind: 'x' }, { verdict: 'safe' }, { more: 1 }, { files: [{}] }]) {
      expect(keeps({ ...report, ...change })).toBe(false);
    }
  });

  it('holds for every fixture', async () => {
    const files = filesBelow(FIXTURES).filter((path) => !/\.(?:py|md|json)$/.test(path));
    const bytes = Object.fromEntries(
      files.map((file) => [relative(FIXTURES, file), new Uint8Array(readFileSync(file))]),
    );
    const report = await reported(bytes, ...Object.keys(bytes));
    check(report);
    expect(report.files).toHaveLength(files.length);
  });
});
