import { defineRule } from '../rule.ts';

/** By the id of the format. */
const LEGACY: ReadonlyMap<string, string> = new Map([
  ['pytorch-legacy', 'the format of torch before 1.6'],
  ['pytorch-tar', 'the format of torch before 0.1.10'],
]);

export const legacyFormat = defineRule({
  id: 'torch/legacy-format',
  summary: 'The file has the format that torch writes today',
  severity: 'note',
  questions: ['load', 'share'],
  needs: ['checkpoint'],

  *find({ checkpoint: { format } }) {
    const what = LEGACY.get(format.id);
    if (what !== undefined) yield { data: { format: format.id, what } };
  },

  message: ({ what }) => `${what}: no checksums, no index of its parts, and mmap cannot be used`,
  cure: () => 'load it and save it again with torch 1.6 or later',
});
