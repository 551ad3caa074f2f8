/** The only file that knows chalk. */
import { Chalk } from 'chalk';
import type { Palette } from '../render/view.ts';

const chalk = new Chalk({ level: 1 });

export const ANSI: Palette = {
  strong: chalk.bold,
  dim: chalk.dim,
  bad: chalk.red,
  warn: chalk.yellow,
  good: chalk.green,
};
