/** What files say in every form in which it is told: none of it acts on whatever shows or reads that. */
import { execFileSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { run } from '../../src/cli/run.ts';
import { SourceError } from '../../src/errors.ts';
import { shellWord } from '../../src/rules/advice.ts';
import { announce } from '../support/corpus.ts';
import { expectInert, HOSTILE, hostileFiles, NAME, SHORT } from '../support/hostile.ts';
import { FORMS } from '../support/hostile-commands.ts';
import { memoryHost } from '../support/memory-host.ts';

let files: Record<string, Uint8Array> = {};
beforeAll(async () => {
  files = await hostileFiles();
});

async function ckpt(argv: readonly string[], color = false) {
  const host = memoryHost(files, { color, ...(color && { width: 100, height: 40 }) });
  const exitCode = await run(argv, host);
  return { exitCode, stdout: host.stdout, stderr: host.stderr, written: host.written };
}

describe('what files say', () => {
  let count = 0;
  it('cannot act on a terminal, nor be taken for a line of ours', async () => {
    for (const argv of FORMS.text) {
      for (const color of [false, true]) {
        const { stdout, stderr } = await ckpt(argv, color);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: what colors are made of
        const plain = color ? stdout.replace(/\u001b\[\d+(?:;\d+)*m/g, '') : stdout;
        expectInert(plain, argv);
        expectInert(stderr, argv);
        count += 1;
      }
    }
  });

  it('is JSON that a terminal could show as well', async () => {
    for (const argv of FORMS.json) {
      const { stdout, stderr } = await ckpt(argv);
      JSON.parse(stdout);
      expectInert(stdout, argv);
      expectInert(stderr, argv);
      count += 1;
    }
    const lines = [
      (await ckpt(['ls', 'r', 'e', '--format', 'ndjson'])).stdout,
      await convertedText(`r/${NAME}.ckpt`, 'ndjson'),
      await convertedText(`r/${NAME}.ckpt`, 'json'),
    ];
    for (const text of lines) {
      for (const line of text.trimEnd().split('\n')) JSON.parse(line);
      expectInert(text, ['ndjson']);
    }
  });

  it('is YAML that reads back', async () => {
    for (const path of [`r/${NAME}.ckpt`, `r/${NAME}.safetensors`, 'r', `e/${NAME}.pt`]) {
      const { stdout } = await ckpt(['inspect', path, '--format', 'yaml']);
      expectInert(stdout, ['yaml', path]);
      expect(parseYaml(stdout)).toHaveProperty('kind');
      count += 1;
    }
  });

  it('is CSV in which a cell is a cell, and no formula', async () => {
    const tables = [
      (await ckpt(['ls', 'r', 'e', '--format', 'csv'])).stdout,
      (await ckpt(['ls', 'r', '--runs', '--format', 'csv'])).stdout,
      (await ckpt(['stats', `r/${NAME}.ckpt`, '--format', 'csv'])).stdout,
      await convertedText(`r/${NAME}.ckpt`, 'csv'),
    ];
    for (const table of tables) {
      expectInert(table, ['csv']);
      const rows = cellsOf(table);
      expect(new Set(rows.map((row) => row.length)).size).toBe(1);
      for (const cell of rows.flat()) {
        const isNumber = /^-?\d/.test(cell);
        expect(isNumber || !/^[=+\-@\t\r]/.test(cell), cell).toBe(true);
      }
      count += 1;
    }
  });

  it('is Markdown in which nothing is a tag, a link or another cell', async () => {
    const pages = [
      (await ckpt(['diff', `r/${NAME}.ckpt`, 's/m.safetensors', '--format', 'markdown', '--all']))
        .stdout,
      (await ckpt(['diff', 'r', 's', 'r/b.ckpt', '--format', 'markdown', '--all'])).stdout,
      await convertedText(`r/${NAME}.ckpt`, 'md'),
    ];
    for (const page of pages) {
      expectInert(page, ['markdown']);
      // Code is not read as anything else; what encloses it may not end early.
      const outside = page.replace(/`[^`\n|]*`/g, '').replace(/<\/?code>/g, '');
      expect(outside).not.toMatch(/<|javascript:|\]\(/);
      const widths = new Map<string, number>();
      for (const block of page
        .trimEnd()
        .split('\n\n')
        .filter((part) => part.startsWith('|'))) {
        const [head = '', ...rows] = block.split('\n');
        const width = head.split(/(?<!\\)\|/).length;
        for (const row of rows) expect(row.split(/(?<!\\)\|/).length, row).toBe(width);
        widths.set(head, width);
      }
      expect(widths.size).toBeGreaterThan(0);
      count += 1;
    }
  });

  it('is one annotation of GitHub’s for each finding, and no command of its own', async () => {
    const { stdout } = await ckpt(['validate', 'r', 'e', 's', '--format', 'github']);
    expectInert(stdout, ['github']);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(3);
    for (const line of lines) {
      expect(line).toMatch(/^::(?:error|warning) file=[^,:]*,title=[\w%/-]+::[^:]/);
    }
    count += 1;
  });

  it('is XML for JUnit that is well-formed', async () => {
    const { stdout } = await ckpt(['validate', 'r', 'e', 's', '--format', 'junit']);
    expectInert(stdout, ['junit']);
    const tags = stdout.replace(/<\?xml[^>]*\?>/, '').match(/<[^>]*>|[<>]/g) ?? [];
    const open: string[] = [];
    for (const tag of tags) {
      expect(tag).toMatch(/^<(?:\/[\w-]+|[\w-]+(?: [\w-]+="[^"<]*")*\/?)>$/);
      const [, name = ''] = /^<\/?([\w-]+)/.exec(tag) ?? [];
      if (tag.startsWith('</')) expect(open.pop()).toBe(name);
      else if (!tag.endsWith('/>')) open.push(name);
    }
    expect(open).toEqual([]);
    expect(stdout.replace(/&(?:amp|lt|gt|quot);/g, '')).not.toContain('&');
    count += 1;
  });

  it('is a manifest of so many lines as there are tensors', async () => {
    const { written } = await ckpt(['hash', `r/${NAME}.safetensors`, '--manifest', 'm']);
    const manifest = new TextDecoder().decode(written.get('m'));
    expectInert(manifest, ['manifest']);
  });

  it('counts what it did', () => {
    announce(`hostile text: ${count} answers in every form`);
    expect(count).toBeGreaterThan(100);
  });
});

describe('what people are told to paste', () => {
  const NAMES = [
    NAME,
    SHORT,
    HOSTILE,
    '-rf',
    "it's",
    '$(touch INJECTED)',
    'a b',
    'é',
    '\n',
    '12\u001b3',
  ];

  it.each(['bash'])('is one word to %s: that name, and nothing that is run', (shell) => {
    for (const name of NAMES.map((one) => one.replaceAll('\0', ''))) {
      const word = shellWord(name);
      expectInert(word, [name]);
      expect(word).not.toContain('\n');
      const said = execFileSync(shell, ['-c', `printf %s ${word}`], { encoding: 'utf8' });
      expect(said.replace(/^\.\/-/, '-')).toBe(name);
    }
  });

  it('is no Python where a name is none', async () => {
    for (const path of ['e/c.pkl', 'e/d.pkl']) {
      const { stdout } = await ckpt(['validate', path, '--torch', '2.6']);
      expect(stdout).not.toMatch(/^ *(?:import|torch\.serialization)/m);
      expect(stdout).toContain('is no name that Python can be told');
    }
  });

  it('names the file so that a shell takes it for one', async () => {
    const { stderr } = await ckpt(['inspect', 'e/-rf.pt', `e/${NAME}.pt`]);
    expect(stderr).toMatch(/--include e\/-rf\.pt\n/);
    expect(stderr).toMatch(/ckpt inspect --salvage \$'e\//);
  });
});

describe('what the system says', () => {
  it('is text as well', async () => {
    const host = memoryHost({});
    host.open = async (file) => {
      throw new SourceError(HOSTILE, { file }, { kind: 'io' });
    };
    for (const name of ['inspect', 'validate', 'scan', 'stats', 'hash', 'verify', 'textconv']) {
      expect(await run([name, NAME], host)).toBe(2);
    }
    expectInert(host.stdout, ['stdout']);
    expectInert(host.stderr, ['stderr']);
  });
});

async function convertedText(path: string, form: string): Promise<string> {
  const { written } = await ckpt(['convert', path, `o.${form}`]);
  return new TextDecoder().decode(written.get(`o.${form}`));
}

/** The cells of a table, as RFC 4180 has them. */
function cellsOf(csv: string): string[][] {
  return csv
    .trimEnd()
    .split('\n')
    .map((line) =>
      Array.from(line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,"]*))/g), ([, quoted, plain]) =>
        quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'),
      ),
    );
}
