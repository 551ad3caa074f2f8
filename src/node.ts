export * from './index.ts';
export { type ConvertedFiles, type ConvertOptions, convert } from './node/convert.ts';
export { openFile } from './node/file.ts';
