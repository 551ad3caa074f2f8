import { unparsable } from '../../../src/rules/versions/unparsable.ts';
import { testRule } from '../../support/rules.ts';
import { lightning } from '../../support/trained.ts';

const stamped = (stamp: string) => lightning({ 'pytorch-lightning_version': stamp });

testRule(unparsable, {
  quiet: {
    'a release': stamped('2.6.0'),
    'a candidate': stamped('1.6.0rc1'),
    'a build': stamped('2.1.0.dev20230801+cu118'),
    'a post release': stamped('1.8.3.post1'),
    'a file for a Lightning that does not look': lightning(
      { 'pytorch-lightning_version': 'main' },
      { targets: { lightning: '1.8.6' } },
    ),
    'no version at all': lightning({ 'pytorch-lightning_version': undefined }),
  },
  finds: {
    'the name of a branch': {
      subject: stamped('main'),
      findings: [
        {
          severity: 'error',
          path: 'pytorch-lightning_version',
          message: '"main" is no version of Lightning: 1.9 and later stop with InvalidVersion',
          cure: /= "2\.6\.6"/,
        },
      ],
    },
    'a text that is too long to be one': {
      subject: stamped(`2.${'0'.repeat(200)}`),
      findings: [{ severity: 'error' }],
    },
  },
});
