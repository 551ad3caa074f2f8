import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { announce, CORPUS, hasCorpus } from '../support/corpus.ts';
import { fixture } from '../support/fixtures.ts';
import { type MemoryHost, memoryHost } from '../support/memory-host.ts';

const files = {
  'last.ckpt': fixture('lightning/last.ckpt'),
  'empty.pt': fixture('malformed/empty.pt'),
};

async function outcome(argv: readonly string[], host: MemoryHost = memoryHost(files)) {
  return { exitCode: await run(argv, host), stdout: host.stdout, stderr: host.stderr };
}

describe('the command line without options, which needs no parser', () => {
  for (const names of [['last.ckpt'], ['last.ckpt', 'empty.pt'], ['nowhere'], ['']]) {
    it(`says of ${JSON.stringify(names)} what the parser’s way says`, async () => {
      const short = await outcome(['inspect', ...names]);
      const parsed = await outcome(['inspect', '--format', 'text', ...names]);
      expect(short).toEqual(parsed);
    });
  }

  it('validates as the parser’s way does', async () => {
    const short = await outcome(['validate', 'last.ckpt', 'empty.pt']);
    const parsed = await outcome(['validate', '--format', 'text', 'last.ckpt', 'empty.pt']);
    expect(short).toEqual(parsed);
  });

  it('leaves what is not one to the parser', async () => {
    for (const argv of [['inspect'], ['inspect', '-x'], ['inspect', '--help'], ['inspects', 'm']]) {
      const { exitCode, stdout, stderr } = await outcome(argv);
      expect(stdout + stderr).toMatch(/Usage|unknown|missing/);
      expect(exitCode).toBe(argv.includes('--help') ? 0 : 2);
    }
  });
});

/** Links could not be kept as links: the corpus lists them, and what they lead to. */
const LINKS: Readonly<Record<string, string>> = hasCorpus
  ? JSON.parse(readFileSync(join(CORPUS, 'links.json'), 'utf8'))
  : {};
const whole = Object.entries(LINKS)
  .map(([link, to]) => [link, join(CORPUS, link, '..', to)] as const)
  .filter(([, target]) => existsSync(target));
announce(`links of the corpus that lead somewhere: ${whole.length}`);

describe.runIf(whole.length > 0)('a link', () => {
  for (const [link, target] of whole) {
    it(`${link} is what it leads to`, async () => {
      const host = memoryHost({ [link]: new Uint8Array(readFileSync(target)) });
      const { exitCode, stdout } = await outcome(['inspect', link], host);
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(/^Lightning .* checkpoint/m);
    });
  }
});
