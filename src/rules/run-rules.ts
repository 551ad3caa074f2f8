import { config } from './experiment/config.ts';
import { noBest } from './experiment/no-best.ts';
import { noScaler } from './experiment/no-scaler.ts';
import { notEnabled } from './experiment/not-enabled.ts';
import { resume } from './experiment/resume.ts';
import { fixedDirectory } from './hydra/fixed-directory.ts';
import { learningRate } from './hydra/learning-rate.ts';
import { missingFiles } from './hydra/missing-files.ts';
import { missingJob } from './hydra/missing-job.ts';
import { missingValue } from './hydra/missing-value.ts';
import { moved } from './hydra/moved.ts';
import { noCheckpoint as hydraNoCheckpoint } from './hydra/no-checkpoint.ts';
import { overrides } from './hydra/overrides.ts';
import { sharedDirectory } from './hydra/shared-directory.ts';
import type { Rule } from './rule.ts';
import { brokenLink } from './run/broken-link.ts';
import { failed } from './run/failed.ts';
import { linkOutside } from './run/link-outside.ts';
import { noCheckpoint } from './run/no-checkpoint.ts';
import { notListed } from './run/not-listed.ts';
import { unreadableFile } from './run/unreadable-file.ts';

/** What a directory has to be, whatever is in its checkpoints. */
export const runRules: readonly Rule[] = [
  // Any run
  noCheckpoint,
  failed,
  unreadableFile,
  brokenLink,
  linkOutside,
  notListed,
  // Hydra
  hydraNoCheckpoint,
  missingJob,
  sharedDirectory,
  fixedDirectory,
  missingFiles,
  overrides,
  learningRate,
  missingValue,
  moved,
  // experiments/
  config,
  noBest,
  noScaler,
  notEnabled,
  resume,
];
