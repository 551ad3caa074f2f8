import type { Value } from '../../../src/model/value.ts';
import { adapterRank } from '../../../src/rules/huggingface/adapter-rank.ts';
import { opened, testRule } from '../../support/rules.ts';
import { dict, tensor } from '../../support/values.ts';

const configs = (entries: Readonly<Record<string, Value>>) => ({
  configs: [{ path: 'adapter_config.json', title: 'adapter_config.json', value: dict(entries) }],
});
const adapter = (...ranks: readonly number[]) =>
  opened(
    dict(
      Object.fromEntries(
        ranks.map((rank, index) => [`m.${index}.lora_A.weight`, tensor([rank, 8])]),
      ),
    ),
  );

testRule(adapterRank, {
  quiet: {
    'the same rank': { ...adapter(4, 4), ...configs({ r: 4 }) },
    'ranks by a pattern': { ...adapter(4, 8), ...configs({ r: 4, rank_pattern: dict({ m: 8 }) }) },
    'no rank': { ...adapter(4), ...configs({}) },
    'no factors': { ...opened(dict({ w: tensor([2, 2]) })), ...configs({ r: 4 }) },
    'no configuration of an adapter': { ...adapter(4), configs: [] },
  },
  finds: {
    'another rank': {
      subject: { ...adapter(4, 4), ...configs({ r: 16, rank_pattern: dict({}) }) },
      findings: [
        {
          severity: 'error',
          path: 'm.0.lora_A.weight',
          data: { config: 16, found: [4], count: 2 },
          cure: /set r to 4/,
        },
      ],
    },
    several: {
      subject: { ...adapter(4, 8, 16), ...configs({ r: 16 }) },
      findings: [{ data: { found: [4, 8], count: 2 }, cure: /rank_pattern/ }],
    },
  },
});
