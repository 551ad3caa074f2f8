/** What `convert` does: apart from the rest, for no other command writes files. */
export { convertFiles } from './commands/convert-files.ts';
