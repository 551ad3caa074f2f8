import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../src/cli/run.ts';
import { nodeDirectory } from '../src/node/directory.ts';
import { openFile } from '../src/node/file.ts';
import { FIXTURES, filesBelow } from './support/corpus.ts';
import { memoryHost } from './support/memory-host.ts';
import { reportErrors } from './support/schema.ts';

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
    expect(reportErrors(report)).toEqual([]);
    for (const document of wrong) {
      expect(reportErrors(document), JSON.stringify(document)).not.toEqual([]);
    }
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
        expect(reportErrors(document)).toEqual([]);
      }
    });
  }
});

describe('every JSON report of a run', () => {
  for (const folder of ['experiments/digits', 'outputs/2025-10-24/22-15-03', '.']) {
    it(`${folder} keeps to the published schema`, async () => {
      const host = {
        ...memoryHost(),
        open: openFile,
        directory: (path: string) => nodeDirectory(path),
      };
      let stdout = '';
      host.out = (text) => {
        stdout += text;
      };
      const path = join(FIXTURES, 'runs', folder);
      expect(await run(['inspect', path, '--format', 'json'], host)).toBe(0);
      expect(reportErrors(JSON.parse(stdout))).toEqual([]);
    });
  }
});
