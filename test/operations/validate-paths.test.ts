import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readers as allReaders, type Readers } from '../../src/operations/readers.ts';
import { validatePaths } from '../../src/operations/validate-paths.ts';
import { defineRule, type Rule } from '../../src/rules/rule.ts';
import type { Subject } from '../../src/rules/subject.ts';
import { FIXTURES } from '../support/corpus.ts';
import { memoryHost } from '../support/memory-host.ts';
import { checkpointFile, run } from '../support/runs.ts';
import { dict } from '../support/values.ts';

const SOUND = new Uint8Array(readFileSync(join(FIXTURES, 'lightning/last.ckpt')));
const host = memoryHost({
  'run/a.ckpt': SOUND,
  'run/b.ckpt': SOUND,
  'run/metrics.csv': SOUND,
  'empty/notes.txt': SOUND,
  'config.yaml': new TextEncoder().encode('monitor: loss'),
});

/** Rules that keep what they are asked about. */
function spies() {
  const subjects: Record<Rule['about'], Subject[]> = { checkpoint: [], run: [] };
  const rules = (['checkpoint', 'run'] as const).map((about) =>
    defineRule({
      id: `spy/${about}`,
      summary: 'It is told all there is',
      severity: 'note',
      questions: ['load'],
      ...(about === 'run' && { about }),
      needs: [],
      find(subject) {
        subjects[about].push(subject);
        return [];
      },
      message: () => '',
    }),
  );
  return { subjects, rules };
}

const NEEDY = {
  id: 'spy/needy',
  summary: 'It needs more',
  severity: 'note',
  questions: ['load'],
  find: () => [],
  message: () => '',
} as const;

const RUN = run({
  configs: [{ path: 'config.yaml', title: 'config', value: dict({}) }],
  checkpoints: [checkpointFile('a.ckpt'), checkpointFile('b.ckpt', { kind: 'best' })],
});

function readers() {
  const folders: string[] = [];
  const all: Readers = {
    ...allReaders,
    readRun: async (directory) => {
      folders.push(directory.path);
      return RUN;
    },
    decodeYaml: (text) => dict({ text }),
  };
  return { folders, all };
}

describe('validation of what lies on a disk', () => {
  it('tells a file what its run knows of it', async () => {
    const { subjects, rules } = spies();
    const { all } = readers();
    await validatePaths(['run/b.ckpt'], host, { rules, readers: all });
    const [subject] = subjects.checkpoint;
    expect(subject?.file).toBe('run/b.ckpt');
    expect(subject?.checkpointFile?.kind).toBe('best');
    expect(subject?.siblings?.map(({ path }) => path)).toEqual(['a.ckpt']);
    expect(subject?.names).toEqual(['a.ckpt', 'b.ckpt', 'metrics.csv']);
    expect(subject?.configs).toBe(RUN.configs);
    expect(subjects.run).toEqual([]);
  });

  it('reads a run once, however many of its files are asked about', async () => {
    const { folders, all } = readers();
    await validatePaths(['run/a.ckpt', 'run/b.ckpt', 'run'], host, { readers: all, rules: [] });
    expect(folders).toEqual(['run']);
  });

  it('does not read many files for the sake of one', async () => {
    const { subjects, rules } = spies();
    const { folders, all } = readers();
    const names = Array.from({ length: 17 }, (_, index) => [`many/${index}.ckpt`, SOUND]);
    const many = memoryHost(Object.fromEntries(names));
    const needy = defineRule({ ...NEEDY, needs: ['siblings'] });
    const options = { rules: [...rules, needy], readers: all };
    const { skipped } = await validatePaths(['many/1.ckpt'], many, options);
    expect([folders, subjects.checkpoint[0]?.names?.length]).toEqual([[], 17]);
    expect(skipped.find(({ rule }) => rule === 'spy/needy')?.reason).toBe(
      'more than 16 checkpoints beside it: name the folder',
    );
  });

  it('asks about a run itself where its folder is named', async () => {
    const { subjects, rules } = spies();
    const { files } = await validatePaths(['run'], host, { rules, readers: readers().all });
    expect(files).toEqual(['run', 'run/a.ckpt', 'run/b.ckpt']);
    expect(subjects.run.map(({ file }) => file)).toEqual(['run']);
    expect(subjects.run[0]?.checkpoint).toBeUndefined();
    expect(subjects.checkpoint.map(({ file }) => file)).toEqual(['run/a.ckpt', 'run/b.ckpt']);
  });

  it('asks about a sweep and about each of its jobs', async () => {
    const { subjects, rules } = spies();
    const sweep = memoryHost({
      'sweeps/a/multirun.yaml': SOUND,
      'sweeps/a/0/.hydra/config.yaml': SOUND,
      'sweeps/a/0/a.ckpt': SOUND,
      'sweeps/b/a.ckpt': SOUND,
    });
    await validatePaths(['sweeps'], sweep, { rules, readers: readers().all });
    expect(subjects.run.map(({ file }) => file)).toEqual(['sweeps/a', 'sweeps/a/0', 'sweeps/b']);
  });

  it('asks about a configuration alone, with the metrics there are', async () => {
    const { subjects, rules } = spies();
    const around = { metricNames: ['abs_rel'] };
    await validatePaths(['config.yaml'], host, { rules, readers: readers().all, around });
    const [subject] = subjects.run;
    expect(subject?.configs?.[0]?.value).toEqual(dict({ text: 'monitor: loss' }));
    expect(subject?.metricNames).toEqual(['abs_rel']);
  });

  it('can tell nothing of a folder without checkpoints, and of a file that is not there', async () => {
    for (const path of ['empty', 'gone', 'gone.yaml']) {
      const { verdict, undecided } = await validatePaths([path], host);
      expect([verdict, undecided]).toEqual(['undecided', [path]]);
    }
    expect(host.openCount).toBe(0);
  });
});
