import { newer } from '../../../src/rules/versions/newer.ts';
import { testRule } from '../../support/rules.ts';
import { lightning } from '../../support/trained.ts';

const read = (stamp: string, target?: string) =>
  lightning(
    { 'pytorch-lightning_version': stamp },
    target === undefined ? {} : { targets: { lightning: target } },
  );

testRule(newer, {
  quiet: {
    'a file of the version that reads it': read('2.6.0', '2.6.0'),
    'a file of any release of a version that was not said in full': read('2.6.6', '2.6'),
    'a candidate of it': read('2.6.0rc1', '2.6.0'),
    'an older file': read('1.9.5', '2.0.0'),
    'a file whose version is none': read('main', '2.0.0'),
    'the newest that is known': read('2.6.6'),
  },
  finds: {
    'a file of a later version': {
      subject: read('2.6.6', '2.6.0'),
      findings: [
        {
          severity: 'warning',
          message: /^Lightning 2\.6\.6 wrote it: 2\.6\.0 warns of that/,
          cure: /"lightning>=2\.6\.6"/,
        },
      ],
    },
    'a note about what nobody here knows': {
      subject: read('9.1.0'),
      findings: [{ severity: 'note', message: /no version after 2\.6\.6 is known here$/ }],
    },
  },
});
