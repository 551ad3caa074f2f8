import type { Requirements } from '../../src/rules/subject.ts';

/** What a policy requires, and nothing else. */
export function requiring(parts: Partial<Requirements>): { readonly requirements: Requirements } {
  return {
    requirements: { allowedGlobals: [], requiredMetadata: [], forbiddenDtypes: [], ...parts },
  };
}
