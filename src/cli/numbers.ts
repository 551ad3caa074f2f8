/** What commands do with the bytes of tensors: apart from the rest, for a plain `ckpt inspect FILE` reads none. */
export { hashFile } from './commands/hash-file.ts';
export { statsFile } from './commands/stats-file.ts';
export { verifyFile } from './commands/verify-file.ts';
