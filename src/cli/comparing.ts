/** What compares checkpoints: apart from the rest, for a plain `ckpt inspect FILE` needs none of it. */
export { diffPaths } from './commands/diff-paths.ts';
export { textconvFile } from './commands/textconv-file.ts';
