import { readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import { readMetricSource } from '../../src/runs/metrics.ts';
import type { MetricPoint, MetricSource } from '../../src/runs/run.ts';
import { announce, CORPUS, filesBelow, hasCorpus } from '../support/corpus.ts';
import { refusal } from '../support/errors.ts';
import { memoryDirectory } from '../support/memory-directory.ts';
import { event, record, simpleValue } from '../support/tfevents.ts';

async function read(
  name: string,
  content: string | readonly number[] | Uint8Array,
  limits = DEFAULT_LIMITS,
): Promise<MetricSource | undefined> {
  const bytes =
    typeof content === 'string' ? new TextEncoder().encode(content) : Uint8Array.from(content);
  const directory = memoryDirectory({ [`run/${name}`]: bytes }, 'run');
  const [entry] = await directory.list();
  if (entry === undefined) throw new Error('nothing is there');
  return readMetricSource(directory, entry, limits);
}

const point = (value: number, step?: number, epoch?: number): MetricPoint => ({
  value,
  step,
  epoch,
});

describe('metrics.csv', () => {
  it('has rows with gaps', async () => {
    const csv =
      'epoch,step,loss,val/acc\n0,3,,0.25\n0,3,2.5,\n1,7,,0.5\n1,7,1e-05,\n2,11,3.0,0.5\n';
    expect(await read('metrics.csv', csv)).toEqual({
      path: 'metrics.csv',
      kind: 'csv',
      metrics: [
        {
          name: 'val/acc',
          count: 3,
          last: point(0.5, 11, 2),
          lowest: point(0.25, 3, 0),
          highest: point(0.5, 7, 1),
        },
        {
          name: 'loss',
          count: 3,
          last: point(3, 11, 2),
          lowest: point(1e-5, 7, 1),
          highest: point(3, 11, 2),
        },
      ],
    });
  });

  it('takes NaN as a value that is neither low nor high', async () => {
    const source = await read('metrics.csv', 'a,b\nnan,nan\n2,NaN\ninf,\n-inf,\nnan,\n');
    const nan = point(Number.NaN);

    expect(source?.metrics).toEqual([
      {
        name: 'a',
        count: 5,
        last: nan,
        lowest: point(Number.NEGATIVE_INFINITY),
        highest: point(Number.POSITIVE_INFINITY),
      },
      { name: 'b', count: 2, last: nan, lowest: nan, highest: nan },
    ]);
  });

  it('may begin with a mark, change its header, and have words and cells too many', async () => {
    const csv = '\ufeffepoch, loss,note\r\n0,1,words,99\r\nepoch,acc\r\n1,"5"\r\n';
    const source = await read('my_metrics.csv', csv);

    expect(source?.metrics.map(({ name, last }) => [name, last])).toEqual([
      ['loss', point(1, undefined, 0)],
      ['acc', point(5, undefined, 1)],
    ]);
  });

  it('may be longer than what is read at a time', async () => {
    const count = 200_000;
    const rows = Array.from({ length: count }, (_, index) => `${index},${index % 1000}.5\n`);
    const source = await read('metrics.csv', `step,loss\n${rows.join('')}`);

    expect(source?.metrics).toEqual([
      {
        name: 'loss',
        count,
        last: point(999.5, count - 1),
        lowest: point(0.5, 0),
        highest: point(999.5, 999),
      },
    ]);
  });

  it('has no more metrics, and no longer rows, than are granted', async () => {
    const limits = { ...DEFAULT_LIMITS, metricNames: 2, logRecordBytes: 20 };
    expect(await read('metrics.csv', 'a,b\n1,2\n', limits)).toMatchObject({ kind: 'csv' });
    expect(await refusal(read('metrics.csv', 'a,b,c\n1,2,3\n', limits))).toMatchObject({
      data: { limit: 'metricNames' },
    });
    expect(
      await refusal(read('metrics.csv', 'a,"123456789012345678901234567890', limits)),
    ).toMatchObject({
      kind: 'csv/long-row',
    });
  });
});

describe('event files', () => {
  const NAME = 'events.out.tfevents.1717000000.box.77.0';
  const events = [
    ...record(event(3, simpleValue('loss', 2.5))),
    ...record(event(3, simpleValue('epoch', 0))),
    ...record(event(7, simpleValue('epoch', 1), simpleValue('loss', 0.5))),
    ...record(event(8, simpleValue('loss', 1))),
  ];
  const loss = {
    name: 'loss',
    count: 3,
    last: point(1, 8),
    lowest: point(0.5, 7, 1),
    highest: point(2.5, 3, 0),
  };

  it('have scalars, whose epoch is logged beside them', async () => {
    expect(await read(NAME, events)).toEqual({
      path: NAME,
      kind: 'events',
      metrics: [
        loss,
        {
          name: 'epoch',
          count: 2,
          last: point(1, 7, 1),
          lowest: point(0, 3, 0),
          highest: point(1, 7, 1),
        },
      ],
    });
  });

  it('are read up to where they are cut short or damaged', async () => {
    for (const last of [
      record(event(9, simpleValue('loss', 9))).slice(0, -1),
      [1],
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
    ]) {
      const source = await read(NAME, [...events, ...last]);
      expect(source?.metrics[0]).toEqual(loss);
      expect(source?.damage).toMatchObject({ place: { offset: events.length } });
      expect(source?.damage?.kind).toBe(
        last.length === 12 ? 'tfevents/length-checksum' : 'tfevents/cut-short',
      );
    }
    const whole = await read(NAME, events.slice(0, 0));
    expect(whole).toEqual({ path: NAME, kind: 'events', metrics: [] });
  });

  it('may have events longer than what is read at a time', async () => {
    const long = [0x7a, 0x80, 0x80, 0xc0, 0x01, ...new Uint8Array(3 * 2 ** 20)];
    const source = await read(NAME, Uint8Array.from([...record(long), ...events]));

    expect(source?.damage).toBeUndefined();
    expect(source?.metrics[0]).toEqual(loss);
  });
});

describe('what transformers writes', () => {
  it('has a history', async () => {
    const json = `{"best_metric": 3, "log_history": [
      {"epoch": 0.5, "step": 10, "loss": 2.5, "note": "x"}, {"epoch": 1.0, "step": 20, "eval_loss": NaN},
      {"epoch": 1.0, "step": 20, "loss": 1.5}, 5, null]}`;
    expect(await read('trainer_state.json', json)).toEqual({
      path: 'trainer_state.json',
      kind: 'json',
      metrics: [
        {
          name: 'loss',
          count: 2,
          last: point(1.5, 20, 1),
          lowest: point(1.5, 20, 1),
          highest: point(2.5, 10, 0.5),
        },
        expect.objectContaining({ name: 'eval_loss', count: 1, last: point(Number.NaN, 20, 1) }),
      ],
    });
    expect((await read('trainer_state.json', '[1]'))?.metrics).toEqual([]);
  });

  it('has results', async () => {
    const source = await read(
      'eval_results.json',
      '{"epoch": 3.0, "eval_acc": 0.9, "eval_runtime": 2}',
    );
    expect(source?.metrics.map(({ name, last }) => [name, last])).toEqual([
      ['eval_acc', point(0.9, undefined, 3)],
      ['eval_runtime', point(2, undefined, 3)],
    ]);
  });

  it('may be broken', async () => {
    expect(await refusal(read('all_results.json', '{"a": '))).toMatchObject({
      kind: 'json/cut-short',
    });
  });
});

it('is read by name', async () => {
  for (const name of [
    'meta_tags.csv',
    'train.csv',
    'results.json',
    'config.json',
    'tfevents.txt',
  ]) {
    expect(await read(name, 'a\n1\n'), name).toBeUndefined();
  }
});

describe.runIf(hasCorpus)('the corpus', () => {
  const files = hasCorpus
    ? filesBelow(CORPUS).filter((file) =>
        /metrics\.csv$|tfevents\.|trainer_state\.json$/.test(file),
      )
    : [];
  announce(`${files.length} files of metrics from the corpus`);

  it.each(files.map((file) => [relative(CORPUS, file)]))('%s', async (path) => {
    const bytes = readFileSync(join(CORPUS, path));
    const source = await read(basename(path), bytes);

    expect(source?.damage).toBeUndefined();
    expect(source?.metrics.length).toBeGreaterThan(0);
    if (path.startsWith('runs/lightning_csv/')) {
      expect(source?.metrics.find(({ name }) => name === 'val_loss')?.lowest).toEqual(
        point(3.75, 11, 2),
      );
    }
    if (path.startsWith('runs/lightning_tensorboard/')) {
      const names = source?.metrics.map(({ name }) => name).sort();
      expect(names).toEqual(['epoch', 'hp_metric', 'train_loss', 'val/recall@10', 'val_loss']);
      expect(source?.metrics.find(({ name }) => name === 'val_loss')?.lowest).toEqual(
        point(3.75, 11, 2),
      );
    }
  });
});
