import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { fixture } from '../support/fixtures.ts';
import { memoryHost } from '../support/memory-host.ts';

const small = fixture('pytorch/tied.pt');
const files = Object.fromEntries(
  Array.from({ length: 300 }, (_, index) => [`r/v${index % 30}/epoch=${index}.pt`, small]),
);

/** Runs `ls` and asks to stop once so many files were opened. */
async function interrupted(after: number, ...options: string[]) {
  const host = memoryHost(files);
  let opened = 0;
  const directory = (path: string): ReturnType<typeof host.directory> => {
    const folder = host.directory(path);
    return {
      ...folder,
      async open(name) {
        opened += 1;
        if (opened === after) host.interrupt();
        return folder.open(name);
      },
      enter: (name) => directory(`${path}/${name}`),
    };
  };
  const written = { out: '', err: '' };
  const exitCode = await run(['ls', 'r', ...options], {
    ...host,
    directory,
    out: (text) => {
      written.out += text;
    },
    err: (text) => {
      written.err += text;
    },
  });
  return { exitCode, stdout: written.out, stderr: written.err, opened };
}

describe('Ctrl-C', () => {
  it('ends with 130, says how far it was, and reads no further', async () => {
    const { exitCode, stderr, opened } = await interrupted(50);
    expect(exitCode).toBe(130);
    expect(stderr).toMatch(/^ckpt: interrupted: \d+ of 300 checkpoints were read\n$/);
    expect(opened).toBeLessThan(70);
  });

  it('leaves JSON whole', async () => {
    for (const options of [[], ['--runs'], ['--sort', 'size']]) {
      const { exitCode, stdout } = await interrupted(50, '--format', 'json', ...options);
      const { kind, isWhole, checkpoints, runs } = JSON.parse(stdout);
      expect([exitCode, kind, isWhole]).toEqual([130, 'listing', false]);
      expect((checkpoints ?? runs).length).toBeGreaterThan(0);
    }
  });

  it('leaves whole lines', async () => {
    const ndjson = await interrupted(50, '--format', 'ndjson');
    expect(ndjson.stdout.endsWith('\n')).toBe(true);
    const rows = ndjson.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows.every(({ kind }) => kind === 'checkpoint')).toBe(true);
    const csv = await interrupted(50, '--format', 'csv');
    const widths = new Set(
      csv.stdout
        .trimEnd()
        .split('\n')
        .map((line) => line.split(',').length),
    );
    expect(widths.size).toBe(1);
    expect(csv.stdout.endsWith('\n')).toBe(true);
  });

  it('shows as a table what was read', async () => {
    const { stdout } = await interrupted(100, '--sort', 'epoch');
    expect(stdout).toMatch(/\d+ checkpoints in \d+ runs/);
  });

  it('stops the hashing of a large file', async () => {
    const { exitCode, opened } = await interrupted(2, '--hash', '--format', 'json');
    expect(exitCode).toBe(130);
    expect(opened).toBeLessThan(30);
  });

  it('does nothing to what is done: 300 of 300, and no handler is left', async () => {
    const { exitCode, stdout } = await interrupted(10_000, '--format', 'json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ isWhole: true });
    expect(JSON.parse(stdout).checkpoints).toHaveLength(300);
  });
});
