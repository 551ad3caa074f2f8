import { migrationFails } from '../../../src/rules/versions/migration-fails.ts';
import { testRule } from '../../support/rules.ts';
import { lightning } from '../../support/trained.ts';

const of = (stamp: string, more = {}) => lightning({ 'pytorch-lightning_version': stamp, ...more });
const noLoops = { loops: undefined };

testRule(migrationFails, {
  quiet: {
    'a file from before there were loops': of('1.5.10', noLoops),
    'a file that is not migrated that far': of('1.6.5', noLoops),
    'a new file without counters': of('2.6.0', { epoch: undefined }),
    'a file for a Lightning that migrates nothing': lightning(
      { 'pytorch-lightning_version': '1.6.3', ...noLoops },
      { targets: { lightning: '1.6.3' } },
    ),
    'a file whose version is none': of('main', noLoops),
  },
  finds: {
    'loops gone from the versions that need them': {
      subject: of('1.6.3', noLoops),
      findings: [
        {
          severity: 'error',
          message:
            "loops missing from a file of Lightning 1.6.3: loading with 1.9 or later stops with KeyError: 'loops'",
          cure: /load_state_dict/,
        },
      ],
    },
    'counters gone from an old file': {
      subject: of('1.5.10', { ...noLoops, epoch: undefined, global_step: undefined }),
      findings: [
        {
          message: /^global_step and epoch missing .* KeyError: 'global_step'$/,
          cure: /ckpt\["global_step"\] = 0; ckpt\["epoch"\] = 0/,
        },
      ],
    },
  },
});
