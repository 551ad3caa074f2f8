import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { completionScript } from '../../src/cli/completion-scripts.ts';
import { run } from '../../src/cli/run.ts';
import { announce } from '../support/corpus.ts';
import { memoryHost } from '../support/memory-host.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

const folder = mkdtempSync(join(tmpdir(), 'ckpt-completion-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function answer(...argv: string[]): Promise<string> {
  const host = memoryHost();
  expect(await run(argv, host)).toBe(0);
  return host.stdout;
}

async function scriptFile(shell: (typeof SHELLS)[number]): Promise<string> {
  const path = join(folder, `ckpt.${shell}`);
  writeFileSync(path, await answer('completion', shell));
  return path;
}

describe('completion', () => {
  for (const shell of SHELLS) {
    it(`of ${shell} knows every command, option and choice that help shows`, async () => {
      const script = await answer('completion', shell);
      const help = await answer('inspect', '--help');
      const flags = new Set(help.match(/(?<=^ {2}(?:-\w, )?)--[\w-]+/gm));

      expect(flags.size).toBeGreaterThan(10);
      for (const flag of flags) {
        expect(script).toContain(shell === 'fish' ? `-l ${flag.slice(2)} ` : flag);
      }
      for (const word of ['inspect', 'completion', 'typed-json', 'yaml', ...SHELLS]) {
        expect(script).toContain(word);
      }
    });

    it(`of ${shell} is a script that ${shell} can parse`, async () => {
      const path = await scriptFile(shell);
      const { error, status, stderr } = spawnSync(shell, ['-n', path], { encoding: 'utf8' });
      if (error !== undefined) {
        announce(`${shell} is not installed: its completion script was not parsed`);
        return;
      }

      expect([status, stderr]).toEqual([0, '']);
    });
  }

  it('refuses a shell that it does not know', async () => {
    const host = memoryHost();

    expect(await run(['completion', 'cmd'], host)).toBe(2);
    expect(host.stdout).toBe('');
  });
});

describe('completing in bash', () => {
  const typed: readonly (readonly [line: string, offered: readonly string[]])[] = [
    ['ckpt ins', ['inspect']],
    ['ckpt --ver', ['--version']],
    ['ckpt inspect --for', ['--format']],
    ['ckpt inspect m.pt --so', ['--sort']],
    ['ckpt inspect --sort s', ['size', 'shape']],
    ['ckpt inspect --format ty', ['typed-json']],
    ['ckpt inspect --path x', []],
    ['ckpt completion f', ['fish']],
    ['ckpt completion --h', ['--help']],
  ];
  for (const [line, offered] of typed) {
    it(`${line} offers ${offered.join(' ') || 'nothing'}`, async () => {
      const words = line.split(' ');
      const asked = [
        `source '${await scriptFile('bash')}'`,
        `COMP_WORDS=(${words.join(' ')}) COMP_CWORD=${words.length - 1}`,
        '_ckpt',
        'printf "%s\\n" "${' + 'COMPREPLY[@]}"',
      ];
      const answered = execFileSync('bash', ['-c', asked.join('\n')], { encoding: 'utf8' });

      expect(answered.split('\n').filter((word) => word !== '')).toEqual(offered);
    });
  }
});

describe('completion scripts', () => {
  const command = {
    name: 'x',
    summary: "it's [odd]: \\ $(true) `true`",
    takesFiles: true,
    choices: [],
    options: [
      { flag: '--odd', summary: "it's [odd]: \\ $(true) `true`", takesValue: true, choices: ['a'] },
    ],
  };
  for (const shell of SHELLS) {
    it(`of ${shell} survive a summary of quotes and brackets`, () => {
      const path = join(folder, `odd.${shell}`);
      writeFileSync(path, completionScript(shell, [command]));
      const { error, status, stderr } = spawnSync(shell, ['-n', path], { encoding: 'utf8' });

      if (error === undefined) expect([status, stderr]).toEqual([0, '']);
      else announce(`${shell} is not installed: its completion script was not parsed`);
    });
  }
});
