import { metadata } from '../../../src/rules/policy/metadata.ts';
import { requiring } from '../../support/policies.ts';
import { opened, testRule } from '../../support/rules.ts';
import { dict } from '../../support/values.ts';

const required = requiring({ requiredMetadata: ['commit', 'data'] });

testRule(metadata, {
  quiet: {
    'one in the metadata and one at the top': {
      ...opened(dict({ data: 'v3' }), { metadata: new Map([['commit', 'abc']]) }),
      ...required,
    },
  },
  finds: {
    'what is missing': {
      subject: { ...opened(dict({ data: 'v3' })), ...required },
      findings: [{ data: { missing: ['commit'] }, message: /requires commit/, cure: /commit/ }],
    },
    'all of it in a tree without keys': {
      subject: { ...opened(null), ...required },
      findings: [{ data: { missing: ['commit', 'data'] } }],
    },
  },
});
