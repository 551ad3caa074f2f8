import { SourceError } from '../../errors.ts';
import type { CheckpointFile } from '../../runs/run.ts';
import { examplesOf, exampleText } from '../examples.ts';
import { defineRule } from '../rule.ts';

export const noCheckpoint = defineRule({
  id: 'run/no-checkpoint',
  summary: 'A checkpoint of the run can be read',
  severity: 'error',
  questions: ['load', 'resume', 'eval'],
  about: 'run',
  needs: ['run'],

  *find({ run: { checkpoints, kind, facts } }) {
    // Of a folder of runs, each is asked.
    if (kind === 'hydra-multirun' || facts.has('runs')) return;
    const links = checkpoints.filter(isBrokenLink);
    // Of files that cannot be read, each says so itself.
    if (links.length === 0 || checkpoints.some(({ error }) => error === undefined)) return;
    yield { data: examplesOf(checkpoints.map(({ path }) => path)) };
  },

  message: (names) =>
    `no readable checkpoint is left in the directory: ${exampleText(names)} cannot be read`,
  cure: () => 'restore a checkpoint from where it was copied from, or train again',
});

function isBrokenLink({ error }: CheckpointFile): boolean {
  return error instanceof SourceError && BROKEN.has(error.kind ?? '');
}

const BROKEN: ReadonlySet<string> = new Set(['dangling-link', 'link-to-itself']);
