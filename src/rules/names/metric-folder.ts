import { baseName, folderOf } from '../../runs/recorded-path.ts';
import { examplesOf, exampleText } from '../examples.ts';
import { defineRule } from '../rule.ts';

/** https://github.com/Lightning-AI/pytorch-lightning/issues/4012 */
export const metricFolder = defineRule({
  id: 'names/metric-folder',
  summary: 'No metric in a name has made a folder with its slash',
  severity: 'note',
  questions: ['load', 'resume', 'eval'],
  about: 'run',
  needs: ['run'],

  *find({ run: { checkpoints } }) {
    const folders = checkpoints
      .filter(({ path }) => baseName(path).includes('='))
      .map(({ path }) => baseName(folderOf(path)))
      .filter((folder) => /(?:^|[-_ ])(?:epoch|step)=\d/.test(folder));
    if (folders.length > 0) yield { data: examplesOf([...new Set(folders)]) };
  },

  message: (folders) =>
    `the slash in a metric’s name made folders of parts of file names: ${exampleText(folders)}`,
  cure: () =>
    "spell names out: filename='epoch={epoch}-recall={val/recall}' with auto_insert_metric_name=False",
});
