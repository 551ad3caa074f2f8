export { open } from './operations/open.ts';
