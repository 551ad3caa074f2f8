import { baseName } from '../../runs/recorded-path.ts';
import { shellWord } from '../advice.ts';
import { defineRule } from '../rule.ts';

/** Lightning 2.1 made them: https://github.com/Lightning-AI/pytorch-lightning/issues/19189 */
export const absoluteLink = defineRule({
  id: 'callbacks/absolute-link',
  summary: 'Links that stand for checkpoints are relative, and move along with them',
  severity: 'warning',
  questions: ['resume', 'share'],
  about: 'run',
  needs: ['run'],

  *find({ run, file }) {
    for (const { path, link } of run.checkpoints) {
      if (link?.leadsTo !== 'file' && link?.leadsTo !== 'outside') continue;
      if (!/^(?:[\\/]|[A-Za-z]:)/.test(link.target)) continue;
      const data = { name: baseName(path), target: link.target };
      yield { file: `${file}/${path}`, data };
    }
  },

  message: ({ name, target }) =>
    `${name} is a link to the absolute path ${target}, which breaks when the run is moved or copied`,
  cure: ({ name, target }) =>
    `make it relative: ln -sfn ${shellWord(baseName(target))} ${shellWord(name)}`,
});
