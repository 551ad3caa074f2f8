import { adapterBase } from '../../../src/rules/huggingface/adapter-base.ts';
import { testRule } from '../../support/rules.ts';
import { run } from '../../support/runs.ts';

const adapter = (base?: string) =>
  run({
    kind: 'peft-adapter',
    facts: new Map(base === undefined ? [] : [['base model', base]]),
  });

testRule(adapterBase, {
  quiet: {
    'a name on the Hub': { run: adapter('org/model') },
    'another kind of run': { run: run() },
  },
  finds: {
    none: {
      subject: { run: adapter() },
      findings: [{ severity: 'note', data: { base: null }, message: /does not say/ }],
    },
    'a path': {
      subject: { run: adapter('/models/base') },
      findings: [
        { data: { base: '/models/base' }, message: /only one machine has: \/models\/base$/ },
      ],
    },
  },
});
