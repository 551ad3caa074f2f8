import { baseName } from '../../runs/recorded-path.ts';
import { shellWord } from '../advice.ts';
import { defineRule } from '../rule.ts';

/** https://github.com/Lightning-AI/pytorch-lightning/issues/21110 */
export const brokenLink = defineRule({
  id: 'callbacks/broken-link',
  summary: 'Every link that stands for a checkpoint leads to one',
  severity: 'error',
  questions: ['load', 'resume', 'eval', 'share'],
  about: 'run',
  needs: ['run'],

  *find({ run, file }) {
    for (const { path, link } of run.checkpoints) {
      if (link?.leadsTo !== 'nothing' && link?.leadsTo !== 'itself') continue;
      const { target, leadsTo } = link;
      const data = { name: baseName(path), target, isLoop: leadsTo === 'itself' };
      yield { file: `${file}/${path}`, data };
    }
  },

  message: ({ name, target, isLoop }) =>
    isLoop
      ? `${name} is a link that leads to itself: the state it stood for is lost`
      : `${name} is a dangling symbolic link: its target ${target} is not there`,
  cure: ({ name, target, isLoop }) =>
    isLoop
      ? `remove it and resume from another checkpoint: rm ${shellWord(name)}`
      : `bring ${baseName(target)} back, or point the link at a checkpoint that is there: ln -sfn CHECKPOINT ${shellWord(name)}`,
});
