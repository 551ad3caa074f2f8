import { size } from '../../../src/rules/policy/size.ts';
import { requiring } from '../../support/policies.ts';
import { opened, testRule } from '../../support/rules.ts';

testRule(size, {
  quiet: {
    'a file of just that size': { ...opened(null), ...requiring({ maximumBytes: 1000 }) },
    'a policy without a bound': { ...opened(null), ...requiring({}) },
  },
  finds: {
    'a larger file': {
      subject: { ...opened(null, { byteLength: 1001 }), ...requiring({ maximumBytes: 1000 }) },
      findings: [{ data: { byteLength: 1001, maximumBytes: 1000 }, message: /1.0 kB, where/ }],
    },
  },
});
