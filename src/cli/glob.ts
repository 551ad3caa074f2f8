/** Policies name files by globs too, so they are the model’s. */
export { globFilter, globMatches } from '../model/glob.ts';
