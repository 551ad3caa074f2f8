import { SourceError } from '../../errors.ts';
import type { CheckpointFile, Run } from '../../runs/run.ts';
import { examplesOf, exampleText } from '../examples.ts';
import { ownRemarks } from '../remarks.ts';
import { defineRule } from '../rule.ts';

/** The cache of Hugging Face is made of such links, so that they are nothing bad in themselves. */
export const linkOutside = defineRule({
  id: 'run/link-outside',
  summary: 'No link leads out of the directory',
  severity: 'note',
  questions: ['load', 'resume', 'eval', 'share'],
  about: 'run',
  needs: ['run'],

  *find({ run }) {
    const links = linksOutside(run);
    if (links.length > 0) yield { data: examplesOf(links) };
  },

  message: (links) =>
    `links that lead out of the directory were not followed: ${exampleText(links)}`,
  cure: () => 'name the files that they lead to, or copy the directory with cp -rL',
});

function linksOutside(run: Run): readonly string[] {
  const isOutside = ({ error }: CheckpointFile) =>
    error instanceof SourceError && error.kind === 'link-outside';
  // A job of a sweep is a run of its own.
  const files = run.kind === 'hydra-multirun' ? [] : run.checkpoints.filter(isOutside);
  const others = ownRemarks(run).filter(({ kind }) => kind === 'link-outside');
  return [...new Set([...files, ...others].map(({ path }) => path))];
}
