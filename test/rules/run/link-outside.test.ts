import { SourceError } from '../../../src/errors.ts';
import { linkOutside } from '../../../src/rules/run/link-outside.ts';
import { testRule } from '../../support/rules.ts';
import { checkpointFile, run } from '../../support/runs.ts';

const outside = checkpointFile('model.safetensors', {
  error: new SourceError('a link that leads out', { file: 'm' }, { kind: 'link-outside' }),
});

testRule(linkOutside, {
  quiet: {
    'no links': { run: run({ checkpoints: [checkpointFile('a.pt')] }) },
    'a sweep, whose jobs are asked': {
      run: run({ kind: 'hydra-multirun', checkpoints: [outside] }),
    },
  },
  finds: {
    'checkpoints and other files that are links': {
      subject: {
        run: run({
          checkpoints: [outside],
          remarks: [{ kind: 'link-outside', path: 'config.json', data: { target: '../../c' } }],
        }),
      },
      findings: [
        {
          severity: 'note',
          data: { count: 2, examples: ['model.safetensors', 'config.json'] },
          message: /not followed: model\.safetensors, config\.json$/,
        },
      ],
    },
  },
});
