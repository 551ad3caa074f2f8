import type { Value } from '../model/value.ts';
import type { RunContext } from '../runs/checkpoint-file.ts';
import { decodeConfigYaml } from '../runs/config-yaml.ts';
import type { Directory } from '../runs/directory.ts';
import { hydraConfigNear } from '../runs/hydra-near.ts';
import { readRun } from '../runs/index.ts';
import type { Run, RunConfig } from '../runs/run.ts';

/** What reads the files around checkpoints: it needs more than the library brings to a browser. */
export interface Readers {
  readRun(directory: Directory, context: RunContext): Promise<Run>;
  /** The configuration of the job that wrote a checkpoint of a folder. */
  hydraConfigNear(
    directory: Directory,
    name: string,
    context: RunContext,
  ): Promise<RunConfig | undefined>;
  decodeYaml(text: string, file: string, context: RunContext): Value;
}

export const readers: Readers = {
  readRun,
  hydraConfigNear,
  decodeYaml: (text, file, { limits }) => {
    return decodeConfigYaml(text, { file, limits, dialect: 'omegaconf' });
  },
};
