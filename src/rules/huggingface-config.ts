import type { Value } from '../model/value.ts';
import { baseName, folderOf } from '../runs/recorded-path.ts';
import type { Subject } from './subject.ts';

const WEIGHTS = /^(?:model|pytorch_model)(?:\.[\w-]+)?\.(?:safetensors|bin)(?:\.index\.json)?$/;

/** The `config.json` that loading takes for these weights; `undefined` for files of other sorts. */
export function configOfWeights({ file, configs, checkpointFile }: Subject): Value | undefined {
  if (!WEIGHTS.test(baseName(file)) || configs === undefined) return undefined;
  const folder = folderOf(checkpointFile?.path ?? baseName(file));
  const path = folder === '' ? 'config.json' : `${folder}/config.json`;
  return configs.find((config) => config.path === path && config.title === 'config.json')?.value;
}
