import { missingFiles } from '../../../src/rules/hydra/missing-files.ts';
import { testRule } from '../../support/rules.ts';
import { checkpointFile, run } from '../../support/runs.ts';

const missing = (path: string, name: string) => ({
  kind: 'hydra-file-missing',
  path,
  data: { name },
});

testRule(missingFiles, {
  quiet: {
    'all there': { run: run({ kind: 'hydra-run' }) },
    'those of a job that is asked itself': {
      run: run({
        jobs: [{ number: 0, path: '0', overrides: [], checkpoints: [checkpointFile('0/a.pt')] }],
        remarks: [missing('0', '.hydra')],
      }),
    },
  },
  finds: {
    'two files of a run': {
      subject: {
        file: 'out',
        run: run({
          remarks: [missing('', '.hydra/config.yaml'), missing('', '.hydra/overrides.yaml')],
        }),
      },
      findings: [
        {
          severity: 'warning',
          file: 'out',
          data: { count: 2, directories: 1 },
          message:
            /config\.yaml, \.hydra\/overrides\.yaml are missing, and with them the configuration and the overrides$/,
          cure: /hidden folders/,
        },
      ],
    },
    'the folder in several jobs': {
      subject: {
        file: 'out',
        run: run({ remarks: [missing('0', '.hydra'), missing('1', '.hydra')] }),
      },
      findings: [{ file: 'out/0', message: /^\.hydra is missing in 2 jobs, and with it/ }],
    },
  },
});
