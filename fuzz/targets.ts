import type { Target } from './target.ts';
import { csv } from './targets/csv.ts';
import { json } from './targets/json.ts';
import { manifest } from './targets/manifest.ts';
import { npy, npz } from './targets/npy.ts';
import { pickle } from './targets/pickle.ts';
import { safetensors } from './targets/safetensors.ts';
import { selfTest } from './targets/self-test.ts';
import { shard, shardIndex } from './targets/shards.ts';
import { tar } from './targets/tar.ts';
import { tfevents } from './targets/tfevents.ts';
import { torchLegacy } from './targets/torch-legacy.ts';
import { torchCode, torchZip } from './targets/torch-zip.ts';
import { words } from './targets/words.ts';
import { yaml } from './targets/yaml.ts';

/** In the order of `--format all`. */
export const TARGETS: readonly Target[] = [
  pickle,
  torchZip,
  torchLegacy,
  torchCode,
  safetensors,
  shardIndex,
  shard,
  npy,
  npz,
  tar,
  json,
  yaml,
  csv,
  tfevents,
  manifest,
  words,
];

export function targetNamed(name: string): Target {
  const target = [...TARGETS, selfTest].find((one) => one.name === name);
  if (target !== undefined) return target;
  throw new Error(`no format ${name}: there are ${TARGETS.map((one) => one.name).join(', ')}`);
}
