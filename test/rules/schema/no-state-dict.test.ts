import { noStateDict } from '../../../src/rules/schema/no-state-dict.ts';
import { testRule } from '../../support/rules.ts';
import { lightning, WEIGHTS } from '../../support/trained.ts';

testRule(noStateDict, {
  quiet: {
    'a file with one': lightning(),
    'a file of DeepSpeed, which keeps the weights itself': lightning({
      state_dict: undefined,
      ds_version: '0.14.4',
    }),
  },
  finds: {
    'a file without': {
      subject: lightning({ state_dict: undefined }),
      findings: [
        {
          severity: 'error',
          message:
            "state_dict is missing: loading with Lightning stops with KeyError: 'state_dict'",
          cure: /another checkpoint/,
        },
      ],
    },
    'weights under another name': {
      subject: lightning({ state_dict: undefined, net: WEIGHTS }),
      findings: [{ data: { candidates: ['net'] }, cure: /load_state_dict\(ckpt\["net"\]\)/ }],
    },
  },
});
