import { textOf } from '../../frameworks/common/entries.ts';
import { count } from '../../model/units.ts';
import { examplesOf, exampleText } from '../examples.ts';
import { fileBelow } from '../file-below.ts';
import { ownRemarks } from '../remarks.ts';
import { defineRule } from '../rule.ts';

/** What each file is needed for when someone wants to do the same again. */
const LOST: Readonly<Record<string, string>> = {
  '.hydra': 'the configuration, the overrides and Hydra’s own settings',
  '.hydra/config.yaml': 'the configuration',
  '.hydra/overrides.yaml': 'the overrides',
  '.hydra/hydra.yaml': 'Hydra’s own settings',
};

export const missingFiles = defineRule({
  id: 'hydra/missing-files',
  summary: 'A Hydra job has the files that tell how it was started',
  severity: 'warning',
  questions: ['load', 'resume', 'share'],
  about: 'run',
  needs: ['run'],

  *find({ run, file }) {
    const remarks = ownRemarks(run).filter(({ kind }) => kind === 'hydra-file-missing');
    const [first] = remarks;
    if (first === undefined) return;
    const names = new Set(remarks.map(({ data }) => textOf(data.name) ?? ''));
    const folders = new Set(remarks.map(({ path }) => path));
    yield {
      file: fileBelow(file, first.path),
      data: { ...examplesOf([...names]), directories: folders.size },
    };
  },

  message({ directories, ...names }) {
    const where = directories > 1 ? ` in ${count(directories, 'job')}` : '';
    const lost = names.examples.map((name) => LOST[name] ?? name);
    return `${exampleText(names)} ${names.count > 1 ? 'are' : 'is'} missing${where}, and with ${names.count > 1 ? 'them' : 'it'} ${lost.join(' and ')}`;
  },
  cure: () =>
    'copy the directory with its hidden folders: cp -a or rsync -a of the directory itself, not of *',
});
