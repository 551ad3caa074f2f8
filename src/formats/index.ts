import type { Format } from './format.ts';
import { pickle } from './pickle.ts';
import { pytorch } from './pytorch/index.ts';
import { pytorchLegacy } from './pytorch/legacy.ts';
import { torchPackage } from './pytorch/package.ts';
import { pytorchTar } from './pytorch/tar.ts';
import { torchScript } from './pytorch/torchscript.ts';

/**
 * Every format, in the order in which they are asked: of archives that several would take, the most
 * particular first.
 */
export const formats: readonly Format[] = [
  torchScript,
  torchPackage,
  pytorch,
  pytorchLegacy,
  pytorchTar,
  pickle,
];
