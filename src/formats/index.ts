import type { Format } from './format.ts';
import { pytorch } from './pytorch/index.ts';
import { pytorchLegacy } from './pytorch/legacy.ts';

/** Every format, in the order in which they are asked. */
export const formats: readonly Format[] = [pytorch, pytorchLegacy];
