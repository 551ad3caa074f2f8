import { lastFrozen } from '../../../src/rules/names/last-frozen.ts';
import { lastOlder } from '../../../src/rules/names/last-older.ts';
import { severalLast } from '../../../src/rules/names/several-last.ts';
import type { Subject } from '../../../src/rules/subject.ts';
import type { CheckpointFile, MetricSource } from '../../../src/runs/run.ts';
import { type KeptFile, keptFile } from '../../support/callbacks.ts';
import { testRule } from '../../support/rules.ts';
import { run } from '../../support/runs.ts';

function files(...checkpoints: readonly CheckpointFile[]): Partial<Subject> {
  return { file: 'run', run: run({ kind: 'lightning-logs', checkpoints }) };
}

const loop = { framework: 'training-loop' };
const latest = (epoch: number) => keptFile('a/latest.pt', { ...loop, kind: 'last', epoch });
const numbered = (epoch: number, parts: KeptFile = {}) =>
  keptFile(`a/epoch_${epoch}.pt`, { ...loop, epoch, ...parts });
const last = (parts: KeptFile, name = 'last.ckpt') => keptFile(name, { kind: 'last', ...parts });

testRule(lastOlder, {
  quiet: {
    'a last file as new as any': files(latest(20), numbered(10), numbered(20)),
    'a last file of a training that is over': files(latest(-1), numbered(10)),
    'no last file': files(numbered(10)),
    'a newer best file, which is not written with it': files(
      latest(10),
      keptFile('a/best.pt', { ...loop, kind: 'best', epoch: 17 }),
    ),
    'a newer file of an exception': files(
      last({ step: 10 }),
      keptFile('on_exception.ckpt', { kind: 'exception', step: 15 }),
    ),
    'a newer file in another folder': files(
      latest(10),
      keptFile('b/epoch_20.pt', { ...loop, epoch: 20 }),
    ),
    'the furthest of several': files(
      last({ step: 10 }),
      last({ step: 20 }, 'last-v1.ckpt'),
      keptFile('epoch=1-step=20.ckpt', { step: 20 }),
    ),
  },
  finds: {
    'a newer file of a training loop': {
      subject: files(latest(10), numbered(10), numbered(19)),
      findings: [
        {
          severity: 'error',
          file: 'run/a/latest.pt',
          data: { latest: 10, newest: 'epoch_19.pt', newestEpoch: 19 },
          message: 'latest.pt is older than epoch_19.pt: epoch 10 against epoch 19',
          cure: 'resume from epoch_19.pt',
        },
      ],
    },
    'a newer best file of Lightning': {
      subject: files(
        last({ epoch: 1, step: 10 }),
        keptFile('epoch=2-step=20.ckpt', { kind: 'best', epoch: 2, step: 20 }),
      ),
      findings: [{ severity: 'warning', message: /epoch 1, step 10 against epoch 2, step 20$/ }],
    },
  },
});

function logged(epoch: number): readonly MetricSource[] {
  const point = { value: 1, step: 10 * epoch, epoch };
  const metric = { name: 'val_loss', count: 1, last: point, lowest: point, highest: point };
  return [{ path: 'metrics.csv', kind: 'csv', metrics: [metric] }];
}

testRule(lastFrozen, {
  quiet: {
    'a last file of the last epoch': { ...files(last({ epoch: 5 })), metrics: logged(5) },
    'a version that saved it each time': {
      ...files(last({ epoch: 2, version: '2.5.1' })),
      metrics: logged(5),
    },
    'a newer file, which is told already': {
      ...files(last({ epoch: 2 }), keptFile('epoch=5.ckpt', { epoch: 5 })),
      metrics: logged(5),
    },
    'a folder of several runs': {
      run: run({ checkpoints: [last({ epoch: 2 })] }),
      metrics: logged(5),
    },
    'a log without epochs': {
      ...files(last({ epoch: 2 })),
      metrics: [{ path: 'a.csv', kind: 'csv', metrics: [] }],
    },
  },
  finds: {
    'epochs after it': {
      subject: { ...files(last({ epoch: 2 })), metrics: logged(5) },
      findings: [
        {
          severity: 'warning',
          confidence: 'likely',
          file: 'run/last.ckpt',
          data: { epoch: 2, logged: 5 },
          message: /^last.ckpt is of epoch 2, and epochs up to 5 were logged/,
          cure: /ModelCheckpoint\(monitor=None/,
        },
      ],
    },
  },
});

testRule(severalLast, {
  quiet: {
    'one last file': files(last({ step: 10 })),
    'one in each folder': files(last({ step: 10 }, 'a/last.ckpt'), last({}, 'b/last.ckpt')),
    'files of others, which choose by name': files(
      latest(1),
      keptFile('a/last.pt', { ...loop, kind: 'last' }),
    ),
  },
  finds: {
    'two, of which the younger is not the further': {
      subject: files(
        last({ step: 20, modified: 1 }),
        last({ step: 10, modified: 2 }, 'last-v1.ckpt'),
      ),
      findings: [
        {
          severity: 'warning',
          data: { furthest: 'last.ckpt', youngest: 'last-v1.ckpt', count: 2 },
          message: /ckpt_path='last' takes last-v1.ckpt, which was written last/,
          cure: /last.ckpt'$/,
        },
      ],
    },
    'two, of which the younger is the further': {
      subject: files(
        last({ step: 10, modified: 1 }),
        last({ step: 20, modified: 2 }, 'last-v1.ckpt'),
      ),
      findings: [{ severity: 'note', message: /^2 files are called last \(.*\)$/ }],
    },
  },
});
