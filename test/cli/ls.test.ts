import { describe, expect, it } from 'vitest';
import type { Host } from '../../src/cli/host.ts';
import { run } from '../../src/cli/run.ts';
import { SourceError } from '../../src/errors.ts';
import { displayWidth } from '../../src/render/text/width.ts';
import type { Directory } from '../../src/runs/directory.ts';
import { filesIn } from '../support/fixture-files.ts';
import { fixture } from '../support/fixtures.ts';
import { type MemoryFiles, memoryDirectory } from '../support/memory-directory.ts';
import { memoryHost } from '../support/memory-host.ts';

const RUNS = filesIn('runs');
const LAST = 'outputs/2025-10-24/23-02-41/checkpoints/last.ckpt';

interface World {
  readonly files?: MemoryFiles;
  readonly width?: number;
  readonly directory?: Host['directory'];
}

async function ls(argv: readonly string[], { files = RUNS, width, directory }: World = {}) {
  const host = {
    ...memoryHost({}, { color: false, ...(width !== undefined && { width }) }),
    directory: directory ?? ((path: string) => memoryDirectory(files, path)),
  };
  const written = { out: '', err: '' };
  host.out = (text) => {
    written.out += text;
  };
  host.err = (text) => {
    written.err += text;
  };
  const exitCode = await run(['ls', ...argv], host);
  return { exitCode, stdout: written.out, stderr: written.err };
}

const linesOf = (text: string) => text.trimEnd().split('\n');

describe('ls', () => {
  it('lists checkpoints under their runs', async () => {
    const { exitCode, stdout, stderr } = await ls(['.'], { width: 80 });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatchSnapshot();
  });

  it('fits every width, and drops what matters least', async () => {
    for (const width of [20, 40, 60, 80, 100, 140]) {
      for (const options of [[], ['--runs'], ['--best'], ['--sort', 'score'], ['--hash']]) {
        const { stdout } = await ls(['.', ...options], { width });
        for (const line of linesOf(stdout)) expect(displayWidth(line)).toBeLessThanOrEqual(width);
      }
    }
    const wide = await ls(['.'], { width: 140 });
    expect(wide.stdout).toMatch(/parameters +framework +version/);
    expect((await ls(['.'], { width: 60 })).stdout).not.toMatch(/parameters|age/);
  });

  it('cuts nothing in a pipe', async () => {
    const name = `epoch=01-${'x'.repeat(200)}.ckpt`;
    const files = { [`r/${name}`]: fixture('lightning/last.ckpt') };
    const { stdout } = await ls(['r'], { files });
    expect(stdout).toContain(name);
    expect((await ls(['r'], { files, width: 80 })).stdout).toMatch(/epoch=01-x+…x+\.ckpt/);
  });

  it('lists files that are named themselves', async () => {
    const { stdout } = await ls([LAST, '--columns', 'path,kind,epoch']);
    expect(linesOf(stdout).slice(1, -1)).toEqual([`${LAST}  last      2`]);
  });

  it('says that there are none', async () => {
    const { exitCode, stdout } = await ls(['.'], { files: { 'notes.txt': new Uint8Array(3) } });
    expect([exitCode, stdout]).toEqual([0, 'no checkpoints\n']);
  });

  it('shows control characters of names and never prints them', async () => {
    const files = { 'r/\u001b[31mred.ckpt': new Uint8Array(0), 'r/b\nc.ckpt': new Uint8Array(0) };
    for (const format of ['text', 'csv', 'json', 'ndjson']) {
      const { stdout } = await ls(['r', '--format', format], { files });
      expect(stdout).not.toContain('\u001b');
      expect(stdout).not.toContain('b\nc');
    }
  });
});

describe('someone who watches', () => {
  it('sees how far it is, on a line that is gone in the end', async () => {
    const host = memoryHost(RUNS);
    let now = 0;
    const written: string[] = [];
    await run(['ls', '.', '--format', 'csv'], {
      ...host,
      isWatched: true,
      now: () => {
        now += 400;
        return now;
      },
      err: (text) => void written.push(text),
    });
    expect(written.join('')).toMatch(/reading {2}\d+% {2}\d+ files?\/s/);
    expect(written.at(-1)).toBe('\r\u001b[K');
  });
});

describe('choosing', () => {
  const files = async (...argv: string[]) => {
    const { stdout } = await ls(['.', '--format', 'csv', '--columns', 'path', ...argv]);
    return linesOf(stdout).slice(1);
  };

  it('sorts by score: a metric has its mode', async () => {
    const sorted = await files('--sort', 'score', '--filter', 'epoch=*');
    expect(sorted.map((path) => /val_loss=([\d.]+)\.ckpt/.exec(path)?.[1])).toEqual([
      '0.0894',
      '0.4201',
      '10.9394',
      '11.1145',
    ]);
  });

  it('lists of each run only its best, the best of all first', async () => {
    expect(await files('--best', '--filter', 'outputs/*')).toEqual([
      'outputs/2025-10-24/23-02-41/checkpoints/epoch=02-val_loss=0.0894.ckpt',
      'outputs/2025-10-24/22-15-03/checkpoints/epoch=02-val_loss=10.9394.ckpt',
    ]);
  });

  it('takes a metric, and which way it is better', async () => {
    expect(await files('--best', 'val_loss:max')).toEqual([
      'outputs/2025-10-24/22-15-03/checkpoints/epoch=01-val_loss=11.1145.ckpt',
      'outputs/2025-10-24/23-02-41/checkpoints/epoch=01-val_loss=0.4201.ckpt',
    ]);
    const unknown = await ls(['.', '--best', 'val_los']);
    expect(unknown).toMatchObject({ exitCode: 2, stdout: '' });
    expect(unknown.stderr).toContain('they have acc, val_loss');
    expect((await ls(['.', '--best', 'acc'])).stderr).toContain('take acc:max or acc:min');
  });

  it('says how many runs have no best', async () => {
    const { stderr } = await ls(['.', '--best', 'val_loss']);
    expect(stderr).toBe('ckpt: 1 run of 3 without a best checkpoint\n');
  });

  it('filters by globs; what is the best does not depend on them', async () => {
    expect(await files('--filter', '*/last.ckpt', '--filter', '!*/23-*')).toEqual([
      'outputs/2025-10-24/22-15-03/checkpoints/last.ckpt',
    ]);
    const { stdout } = await ls(['.', '--filter', 'epoch=01*', '--columns', 'kind']);
    expect(stdout).not.toContain('best');
  });

  it('finds duplicates', async () => {
    const { stdout } = await ls([
      'experiments',
      '--hash',
      '--format',
      'csv',
      '--columns',
      'file,duplicate',
    ]);
    expect(linesOf(stdout).slice(1)).toEqual([
      'best.pt,',
      'latest.pt,',
      'pretrained.pth,',
      'submitted.pt,experiments/digits/best.pt',
    ]);
  });
});

describe('a run in a row', () => {
  it('has its count, best, last, metric and size', async () => {
    const { stdout } = await ls(['outputs', '--runs']);
    expect(stdout).toMatch(/count +best +val_loss +last +size/);
    expect(stdout).toMatch(/23-02-41 +3 +epoch 2 +0\.0894 +epoch 2 +14\.3 kB/);
    const csv = await ls(['.', '--runs', '--format', 'csv']);
    expect(linesOf(csv.stdout)).toHaveLength(4);
    expect(csv.stdout).toContain('experiments/digits,,4,1,experiments/digits/best.pt,acc,88.84,');
  });
});

describe('what is in the way', () => {
  function barred(path: string): Directory {
    const directory = memoryDirectory(RUNS, path);
    return {
      ...directory,
      async list() {
        if (!path.endsWith('digits')) return directory.list();
        throw new SourceError('no permission', { file: path }, { kind: 'no-permission' });
      },
      enter: (name) => barred(path === '.' ? name : `${path}/${name}`),
    };
  }

  it('is said, shown to programs, and counts in the exit code', async () => {
    const { exitCode, stdout, stderr } = await ls(['.', '--format', 'json'], { directory: barred });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('experiments/digits: no permission');
    const { checkpoints, remarks, isWhole } = JSON.parse(stdout);
    expect(checkpoints).toHaveLength(6);
    expect(remarks).toMatchObject([
      { path: 'experiments/digits', error: { kind: 'no-permission' } },
    ]);
    expect(isWhole).toBe(true);
  });

  it('a path that is not there', async () => {
    const { exitCode, stdout, stderr } = await ls(['nowhere', 'experiments']);
    expect(exitCode).toBe(2);
    expect(stderr).toBe('ckpt: nowhere: no such file or folder\n');
    expect(stdout).toContain('latest.pt');
  });

  it('links are shown as links and not followed out of the tree', async () => {
    const files: MemoryFiles = {
      'r/a.ckpt': fixture('lightning/last.ckpt'),
      'r/last.ckpt': { target: 'gone.ckpt', leadsTo: 'nothing' },
      'r/out.ckpt': { target: '/etc/passwd', leadsTo: 'outside' },
      'r/scratch': { target: '/scratch', leadsTo: 'outside' },
    };
    const { exitCode, stdout, stderr } = await ls(['r'], { files });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('last.ckpt → gone.ckpt');
    expect(stdout).toContain('└ a link to a file that is not there');
    expect(stdout).toContain('└ a link that leads out of the folder');
    expect(stderr).toContain('ckpt ls r/scratch');
  });

  it.each(['truncated-zip.pt', 'lfs-pointer.ckpt', 'empty.pt'])('%s is a row', async (name) => {
    const files = {
      [`r/${name}`]: fixture(`malformed/${name}`),
      'r/good.pt': fixture('pytorch/tied.pt'),
    };
    const { exitCode, stdout } = await ls(['r'], { files });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/└ .+/);
    expect(stdout).toContain('2 checkpoints in 1 run');
    expect(stdout).toContain('1 cannot be read');
  });
});

describe('options that do not go together', () => {
  const wrong: readonly (readonly [string[], RegExp])[] = [
    [['--columns', 'path,nope'], /no column is called nope; there are path, run/],
    [['--columns', 'path', '--runs'], /leave out --runs/],
    [['--columns', 'path', '--format', 'json'], /json has all of them/],
    [['--sort', 'color'], /Allowed choices/],
    [['--limit', 'nope=1'], /--limit takes/],
  ];
  for (const [options, message] of wrong) {
    it(options.join(' '), async () => {
      const { exitCode, stdout, stderr } = await ls(['.', ...options]);
      expect([exitCode, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(message);
    });
  }
});
