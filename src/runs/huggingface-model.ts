/** A model as transformers and diffusers save it: `config.json` and weights, in shards or not. */
import { entriesOf, entry, intOf, textOf } from '../frameworks/common/entries.ts';
import type { Value } from '../model/value.ts';
import { type RunReading, readConfigValue } from './config-file.ts';
import type { Contents } from './contents.ts';
import { configAt, factsOf, listOf, type RunDescription } from './description.ts';
import { modelFacts, tiedWeights } from './huggingface-config.ts';
import { inNaturalOrder } from './natural-order.ts';
import { folderOf } from './recorded-path.ts';
import { isShardName, type Survey } from './survey.ts';

const WEIGHTS = /^(?:model|pytorch_model|diffusion_pytorch_model)[.-]/;

export async function huggingFaceModel(
  found: Survey,
  { checkpoints, model }: Contents,
  reading: RunReading,
): Promise<RunDescription | undefined> {
  const pipeline = await configAt(found, 'model_index.json', 'model_index.json', 'json', reading);
  const config = await configAt(found, 'config.json', 'config.json', 'json', reading);
  const isModel = ['model_type', 'architectures', '_class_name'].some(
    (key) => entry(config?.value, key) !== undefined,
  );
  const hasWeights = namesOf(found).some((name) => WEIGHTS.test(name));
  if (pipeline === undefined && !(isModel || (config === undefined && isSharded(found))))
    return undefined;
  if (pipeline === undefined && !hasWeights) return undefined;
  const rows = checkpoints.filter(({ path }) => isShardName(path));
  if (rows.length > 0) {
    const data = { count: rows.length };
    reading.remarks.push({ kind: 'shards-without-index', path: found.path, data });
  }
  return {
    kind: 'huggingface-model',
    title: pipeline === undefined ? 'Hugging Face model' : 'diffusers pipeline',
    facts: factsOf({
      pipeline: textOf(entry(pipeline?.value, '_class_name')),
      ...modelFacts(config?.value),
      ...(await indexFacts(found, reading)),
      tied: tiedWeights(config?.value, model?.shapes.keys() ?? []),
    }),
    configs: [pipeline, config].filter((one) => one !== undefined),
    overrides: [],
  };
}

/** Of the files of the folder itself. */
function namesOf({ files, path: root }: Survey): readonly string[] {
  return [...files.values()]
    .filter(({ path }) => folderOf(path) === root)
    .map(({ entry: { name } }) => name);
}

function isSharded(found: Survey): boolean {
  return namesOf(found).some((name) => WEIGHTS.test(name) && isShardName(name));
}

/** What the index of a checkpoint in shards says. That it may be wrong is the row’s anomaly. */
async function indexFacts(
  found: Survey,
  reading: RunReading,
): Promise<Record<string, Value | undefined>> {
  const file = inNaturalOrder(found.files.values(), ({ path }) => path).find(
    ({ path, entry: { name } }) =>
      folderOf(path) === found.path && WEIGHTS.test(name) && name.endsWith('.index.json'),
  );
  if (file === undefined) return {};
  // The row of the index has the error already.
  const quiet = { ...reading, remarks: [] };
  const index = await readConfigValue(file, 'json', quiet, 'headerBytes');
  const shardOf = entriesOf(entry(index, 'weight_map'));
  if (shardOf.size === 0) return {};
  const shards = [...new Set(shardOf.values())].filter((shard) => typeof shard === 'string');
  return {
    shards: listOf(inNaturalOrder(shards, (name) => name)),
    tensors: shardOf.size,
    'total size': intOf(entry(entry(index, 'metadata'), 'total_size')),
  };
}
