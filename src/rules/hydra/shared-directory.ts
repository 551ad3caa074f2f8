import { entry, textOf } from '../../frameworks/common/entries.ts';
import { count } from '../../model/units.ts';
import { fixedFolders, hydraSettings, isOutside } from '../hydra-folders.ts';
import { defineRule } from '../rule.ts';
import { isKnown } from '../settings.ts';

export const sharedDirectory = defineRule({
  id: 'hydra/shared-directory',
  summary: 'Each job of a sweep saves to a directory of its own',
  severity: 'warning',
  questions: ['load', 'resume'],
  about: 'run',
  needs: ['run'],

  *find({ run }) {
    const { jobs, kind, overrides } = run;
    if (kind !== 'hydra-multirun' || jobs.length < 2) return;
    const subdirectory = textOf(entry(entry(hydraSettings(run), 'sweep'), 'subdir'));
    if (subdirectory !== undefined && subdirectory !== '' && isKnown(subdirectory)) {
      const data = { setting: 'hydra.sweep.subdir', folder: subdirectory, count: jobs.length };
      yield { data, path: 'hydra.sweep.subdir' };
    }
    for (const [setting, folder] of fixedFolders(run)) {
      const isSwept = overrides.some((text) => text.replace(/^\+*/, '').startsWith(`${setting}=`));
      if (isSwept || !isOutside(folder, run)) continue;
      const data = { setting, folder, count: jobs.length };
      yield { data, path: setting, confidence: 'likely' };
    }
  },

  message: ({ setting, folder, count: jobs }) =>
    `${count(jobs, 'job')} of the sweep save to one directory, ${folder}, by ${setting}`,
  cure: ({ setting }) =>
    setting === 'hydra.sweep.subdir'
      ? `set hydra.sweep.subdir='\${hydra.job.num}'`
      : `set ${setting}='\${hydra:runtime.output_dir}/checkpoints'`,
});
