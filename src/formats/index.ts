import type { Format } from './format.ts';
import { openWith } from './open-with.ts';
import { pickle } from './pickle.ts';
import { torchExport } from './pytorch/export.ts';
import { pytorch } from './pytorch/index.ts';
import { pytorchLegacy } from './pytorch/legacy.ts';
import { torchPackage } from './pytorch/package.ts';
import { pytorchTar } from './pytorch/tar.ts';
import { torchScript } from './pytorch/torchscript.ts';
import { safetensors } from './safetensors/index.ts';
import { shardIndex } from './safetensors-index.ts';

/** What the shards of a checkpoint may be. */
const SHARDS: readonly Format[] = [safetensors, pytorch, pytorchLegacy];

/**
 * Every format, in the order in which they are asked: of archives that several would take the most
 * particular first, and safetensors before pickles, because some lengths of its header begin like one.
 */
export const formats: readonly Format[] = [
  torchExport,
  torchScript,
  torchPackage,
  pytorch,
  safetensors,
  shardIndex((source, context) => openWith(SHARDS, source, context)),
  pytorchLegacy,
  pytorchTar,
  pickle,
];
