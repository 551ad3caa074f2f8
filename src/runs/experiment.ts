/**
 * A folder for each experiment: `config.yaml`, `checkpoints` with `epoch_0010.pt`, `latest.pt` and
 * `best.pt`, and `tensorboard`. As in https://github.com/giovannipollo/fat
 */
import { entriesOf, intOf } from '../frameworks/common/entries.ts';
import type { Value } from '../model/value.ts';
import { type RunReading, readConfig } from './config-file.ts';
import type { Contents } from './contents.ts';
import { factsOf, type RunDescription } from './description.ts';
import { inside, textInside } from './inside.ts';
import type { CheckpointFile } from './run.ts';
import { fileAt, pathIn, type Survey } from './survey.ts';

const CHECKPOINT = /^checkpoints\/(?:epoch_\d+|latest|best)\.(?:pt|pth)$/;

export async function experiment(
  found: Survey,
  { checkpoints, last }: Contents,
  reading: RunReading,
): Promise<RunDescription | undefined> {
  const file = fileAt(found, 'config.yaml') ?? fileAt(found, 'config.txt');
  const own = checkpoints.filter(({ path }) => CHECKPOINT.test(pathIn(found, path)));
  if (file === undefined || own.length === 0) return undefined;
  const config = await readConfig(file, file.entry.name, 'pyyaml', reading);
  const { value } = config;
  const named = saidByName(found.directory.name);
  const lastFile = own.find(({ path }) => path === last);
  const epochs = intOf(inside(value, 'training', 'epochs'));
  const saving = inside(value, 'checkpoint');
  return {
    kind: 'experiment',
    title: 'experiment directory',
    facts: factsOf({
      model: textInside(value, 'model', 'name') ?? named.model,
      dataset: textInside(value, 'dataset', 'name') ?? named.dataset,
      started: named.started,
      epochs,
      finished: isFinished(lastFile, epochs, frequencyOf(saving), own),
      'next epoch': lastFile?.checkpoint?.nextEpoch,
      'save frequency': frequencyOf(saving),
      'saves best': inside(saving, 'save_best'),
      'resumed from': textInside(saving, 'resume'),
      'mixed precision': flag(inside(value, 'training', 'amp')),
    }),
    configs: [config],
    overrides: [],
  };
}

function flag(value: Value | undefined): Value | undefined {
  return entriesOf(value).size > 0 ? inside(value, 'enabled') : value;
}

function frequencyOf(saving: Value | undefined): number | undefined {
  const frequency = intOf(inside(saving, 'save_frequency'));
  return frequency !== undefined && frequency > 0 ? frequency : undefined;
}

/**
 * Whether the last epoch is saved. Projects count epochs from 0 or from 1: which one, the epochs tell
 * at which files were saved every so often.
 */
function isFinished(
  last: CheckpointFile | undefined,
  epochs: number | undefined,
  frequency: number | undefined,
  files: readonly CheckpointFile[],
): boolean | undefined {
  const epoch = last?.checkpoint?.epoch;
  if (epoch === undefined || epochs === undefined) return undefined;
  if (epoch >= epochs) return true;
  if (epoch < epochs - 1) return false;
  const saved = files.map(({ checkpoint }) => checkpoint?.epoch).filter((one) => one !== undefined);
  const fromZero = saved.some((one) => frequency !== undefined && (one + 1) % frequency === 0);
  const fromOne = saved.some((one) => frequency !== undefined && one % frequency === 0 && one > 0);
  return fromZero === fromOne ? undefined : fromZero;
}

const NAME =
  /^(?<model>[^_]+)_(?<dataset>[^_]+)_(?<date>\d{8})_(?<time>\d{6})$|_(?<date2>\d{8})_(?<time2>\d{6})$/;

/** `resnet20_cifar10_20240115_143022`; with more underscores only the time is sure. */
function saidByName(name: string) {
  const { model, dataset, date, time, date2, time2 } = NAME.exec(name)?.groups ?? {};
  const [day, hour] = [date ?? date2, time ?? time2];
  const started =
    day === undefined || hour === undefined
      ? undefined
      : `${day.replace(/(....)(..)(..)/, '$1-$2-$3')} ${hour.replace(/(..)(..)(..)/, '$1:$2:$3')}`;
  return { model, dataset, started };
}
