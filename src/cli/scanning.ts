/** What `scan` loads, a file of its own in the bundle. */
export { scanFiles } from './commands/scan-files.ts';
