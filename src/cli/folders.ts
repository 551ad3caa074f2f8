/** What commands do with folders: apart from the rest, for a plain `ckpt inspect FILE` needs none of it. */
export { inspectRun } from './commands/inspect-run.ts';
export { listPaths } from './commands/list-paths.ts';
