/**
 * Everything that a command asks of the outside fails once, in turn. It says what failed, where, and that
 * its answer is not whole; what else was asked is still answered, and nothing is left behind.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { announce } from '../support/corpus.ts';
import { type FaultyHost, faultyHost, REFUSALS, type Step } from '../support/faulty-host.ts';
import { fixture } from '../support/fixtures.ts';
import { memoryHost } from '../support/memory-host.ts';
import { texts } from '../support/run-files.ts';

const INDEX = 's/model.safetensors.index.json';
const OLD = Uint8Array.of(1, 2, 3);
const WORLD: Record<string, Uint8Array> = {
  'w/last.ckpt': fixture('lightning/last.ckpt'),
  'w/state.pt': fixture('pytorch/state-dict.pt'),
  'w/same.pt': fixture('pytorch/state-dict.pt'),
  'l/legacy.pt': fixture('pytorch/legacy.pt'),
  'l/model.safetensors': fixture('same-weights/model.safetensors'),
  [INDEX]: fixture('safetensors/sharded/model.safetensors.index.json'),
  ...Object.fromEntries(
    ['1', '2'].map((number) => {
      const name = `model-0000${number}-of-00002.safetensors`;
      return [`s/${name}`, fixture(`safetensors/sharded/${name}`)];
    }),
  ),
  ...texts({
    'w/.hydra/config.yaml': 'a: 1\n',
    'w/.hydra/hydra.yaml': 'hydra: {job: {name: a}}\n',
    'w/.hydra/overrides.yaml': '- a=1\n',
    'w/metrics.csv': 'epoch,a\n0,1\n',
    'rules.txt': 'a=>b\n',
    'ckpt.yaml': 'strict: false\n',
  }),
};

/** Whether a path is only beside what is asked about: that is evidence where it can be had. */
function isAround(command: string, path: string): boolean {
  const [name, ...asked] = command.split(' ');
  if (name !== 'validate' || asked.includes('w')) return false;
  // An index is read as a checkpoint, and again as what stands beside one.
  if (path === INDEX) return true;
  return !asked.includes(path) && path !== 'ckpt.yaml' && !/-of-00002/.test(path);
}

const COMMANDS = `
inspect l/legacy.pt w/state.pt
inspect w/last.ckpt w/state.pt --format json
inspect w/last.ckpt --format yaml
inspect w/last.ckpt --hash
inspect w/state.pt --format typed-json
inspect w/last.ckpt --tensors
inspect w/last.ckpt --section hyperparameters
inspect ${INDEX}
inspect w
ls w l
ls w l s --format json
ls w s --format ndjson
ls w --format csv
ls w --hash
ls w --runs
validate l/legacy.pt w/state.pt
validate w/last.ckpt --format json
validate w
validate w/state.pt --data --format sarif
validate ${INDEX} --format junit
validate l/legacy.pt --format github
scan l/legacy.pt w/state.pt
scan w --format json
scan l --checksums
scan s --format sarif
diff w/last.ckpt l/legacy.pt
diff w/state.pt w/same.pt --values
diff w/state.pt w/same.pt --values --format json
diff w/state.pt w/same.pt --quiet
diff w/state.pt l/legacy.pt w/same.pt --format markdown
diff w l
diff --git w/x.pt w/state.pt 0 0 l/legacy.pt 0 0
textconv w/last.ckpt
stats w/last.ckpt
stats w/state.pt --format json
stats w/state.pt --format csv
stats ${INDEX}
hash w/last.ckpt
hash w/last.ckpt --format json
hash ${INDEX} --manifest new.sha256
hash w/state.pt --manifest old.sha256 --force
verify w/last.ckpt
verify ${INDEX} --format json
verify w/state.pt --manifest state.sha256
convert w/state.pt out.safetensors
convert w/state.pt out.pt
convert w/state.pt out.npz
convert w/state.pt out.json
convert w/state.pt out.yaml
convert w/state.pt out.csv
convert w/state.pt out.ndjson
convert w/state.pt out.md
convert w/state.pt out.safetensors --shard-size 1KB
convert w/state.pt out.safetensors --check
convert w/state.pt out.safetensors --dry-run
convert w/state.pt old.safetensors --force --rename rules.txt
convert l/model.safetensors ${INDEX} out.safetensors --merge --add-prefix a.
`
  .trim()
  .split('\n');

let files = WORLD;
beforeAll(async () => {
  const host = memoryHost(WORLD);
  await run(['hash', 'w/state.pt', '--manifest', 'state.sha256'], host);
  files = {
    ...WORLD,
    ...Object.fromEntries(host.written),
    'old.sha256': OLD,
    'old.safetensors': OLD,
  };
});

interface Outcome {
  readonly exitCode: number;
  readonly host: FaultyHost;
}

async function outcomeOf(command: string, failing: number): Promise<Outcome> {
  const host = faultyHost(files, failing, REFUSALS[failing % REFUSALS.length]);
  return { exitCode: await run(command.split(' '), host), host };
}

/** That a fault was answered as it should be: the outcome beside that without one. */
function check(command: string, { what, path }: Step, whole: Outcome, outcome: Outcome): void {
  const { exitCode, host } = outcome;
  const { stdout, stderr, openCount, written } = host.memory;
  const said = stdout + stderr;
  expect(openCount).toBe(0);
  expect(stderr).not.toMatch(/^ {4}at /m);
  for (const [name, bytes] of written) {
    // What was written is whole, whatever happened after it.
    expect(bytes, name).toEqual(whole.host.memory.written.get(name));
  }
  if (what === 'out') {
    expect({ exitCode, isSaid: stderr.includes('the answer could not be written: EIO') }).toEqual({
      exitCode: 2,
      isSaid: true,
    });
    expect(whole.host.memory.stdout.startsWith(stdout)).toBe(true);
    return;
  }
  if (command.startsWith('diff --git')) {
    // git takes any other code for a failure of its own.
    expect({ exitCode, said }).toEqual({
      exitCode: 0,
      said: expect.stringContaining(host.refusal),
    });
    return;
  }
  // Of a folder that does not open as a file nothing is asked but whether it can be listed.
  const isFolder = what === 'open' && path === 'w';
  if (isFolder && exitCode === whole.exitCode) {
    expect(stdout).toBe(whole.host.memory.stdout);
    return;
  }
  if (isAround(command, path)) {
    expect([0, 2]).toContain(exitCode);
    return;
  }
  expect({ exitCode, said }).toEqual({ exitCode: 2, said: expect.stringContaining(host.refusal) });
  expect(said).toContain(path.split('/').at(-1));
  if (/ --format json$|typed-json$/.test(command) && stdout !== '') {
    for (const line of stdout.trimEnd().split('\n')) JSON.parse(line);
  }
}

describe('whatever fails', () => {
  let faults = 0;
  for (const command of COMMANDS) {
    it(`ckpt ${command}`, async () => {
      const whole = await outcomeOf(command, 0);
      const { steps } = whole.host;
      expect(whole.exitCode).toBeLessThan(2);
      expect(steps.length).toBeGreaterThan(3);
      for (const [index, step] of steps.slice(0, 200).entries()) {
        const outcome = await outcomeOf(command, index + 1);
        check(command, step, whole, outcome);
        faults += 1;
      }
    });
  }

  it('counts what it did', () => {
    announce(`faults of commands: ${faults} injected in ${COMMANDS.length} commands`);
    expect(faults).toBeGreaterThan(1500);
  });
});
