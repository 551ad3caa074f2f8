export * from './index.ts';
export { openFile } from './node/file.ts';
