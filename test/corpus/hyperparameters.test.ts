import { describe, expect, it } from 'vitest';
import type { Value } from '../../src/model/value.ts';
import type { Finding } from '../../src/rules/rule.ts';
import { weightsRules } from '../../src/rules/weights-rules.ts';
import { announce, hasCorpus } from '../support/corpus.ts';
import { huggingFaceCases, lightningCases, runCases, validateCorpus } from '../support/expected.ts';

type Told = Pick<Finding, 'rule' | 'severity' | 'data'>;

/** Errors and warnings about hyperparameters and weights, by case; all other cases have none. */
const EXPECTED: Readonly<Record<string, readonly Partial<Told>[]>> = {
  num_items_config: [
    {
      rule: 'hparams/config-mismatch',
      severity: 'warning',
      data: { examples: ['model.num_items is 137, not 37 (the weights have 37)'] },
    },
  ],
  num_items_hparams: [
    {
      rule: 'hparams/shape-mismatch',
      severity: 'error',
      data: {
        value: 42,
        found: 37,
        examples: ['encoder.0.weight [8, 37]', 'decoder.2.weight [37, 8]', 'decoder.2.bias [37]'],
      },
    },
  ],
  num_items_three_ways: [
    { rule: 'hparams/shape-mismatch', severity: 'error', data: { value: 38, found: 37 } },
    {
      rule: 'hparams/config-mismatch',
      severity: 'warning',
      data: { examples: ['model.num_items is 39, not 38 (the weights have 37)'] },
    },
  ],
  'edited/num_items_mismatch.ckpt': [
    { rule: 'hparams/shape-mismatch', severity: 'error', data: { value: 38, found: 37 } },
  ],
  'edited/compiled_prefix.ckpt': [
    { rule: 'weights/wrapper-prefix', severity: 'warning', data: { part: '_orig_mod.' } },
  ],
  'edited/instantiator.ckpt': [
    { rule: 'hparams/instantiator', severity: 'error', data: { name: 'os.system' } },
  ],
};

const MULTI_VAE = 'multivae';
const BERT4REC = 'bert4rec';

describe.runIf(hasCorpus)('hyperparameters and weights of the corpus', () => {
  const cases = [...runCases(), ...huggingFaceCases(), ...lightningCases({})];

  for (const one of cases) {
    const expected = EXPECTED[one.name] ?? [];
    it(`${one.name}: ${expected.map(({ rule }) => rule).join(', ') || 'nothing'}`, async () => {
      const { findings } = await validateCorpus(one, { rules: weightsRules });
      const told = findings.filter(({ severity }) => severity !== 'note');
      expect(told).toHaveLength(expected.length);
      expect(told).toMatchObject(expected);
    });
  }

  it('has all cases', () => {
    const names = cases.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(Object.keys(EXPECTED)));
    announce(`corpus: hyperparameters and weights of ${cases.length} cases`);
  });

  /** What is told of a model that will be used with these values. */
  async function expecting(name: string, values: Readonly<Record<string, Value>>) {
    const [one] = lightningCases({}).filter((each) => each.name === name);
    if (one === undefined) expect.unreachable(`no case ${name}`);
    const around = { expectations: new Map(Object.entries(values)) };
    const { findings } = await validateCorpus(one, { rules: weightsRules, around });
    return findings.filter(({ severity }) => severity !== 'note');
  }

  it('an autoencoder that will see more items: the first and the last layer', async () => {
    const [found, ...more] = await expecting(MULTI_VAE, { num_items: 7000 });
    expect(more).toEqual([]);
    expect(found).toMatchObject({ rule: 'hparams/expectation', severity: 'error' });
    expect(found?.message).toBe(
      'num_items is 137 here and 7000 where you will use it: encoder.0.weight [60, 137], decoder.2.weight [137, 60], decoder.2.bias [137] will not fit, with strict=False either; the first and the last layer have that size, 83 % of the parameters',
    );
    expect(found?.cure).toBe(
      'keep the size: Model.load_from_checkpoint(path, num_items=137); or train again for the new size',
    );
  });

  it('a transformer: only the embedding and the output layer', async () => {
    const found = await expecting(BERT4REC, { num_items: 60 });
    // Every checkpoint of the run.
    expect(found).toHaveLength(4);
    for (const { message, cure } of found) {
      expect(message).toBe(
        'num_items is 50 here and 60 where you will use it: item_emb.weight [52, 16], out.weight [51, 16], out.bias [51] will not fit, with strict=False either; only the embedding and the output layer have that size, 27 % of the parameters',
      );
      expect(cure).toContain("for name in ['item_emb.weight', 'out.weight', 'out.bias']");
    }
  });

  it('what was recorded is no reproach', async () => {
    expect(await expecting(MULTI_VAE, { num_items: 137, hidden_dims: '[60, 20]' })).toEqual([]);
    expect(await expecting(BERT4REC, { num_items: 50, max_len: 12, batch_size: 8 })).toEqual([]);
  });
});

if (!hasCorpus) announce('the corpus is not beside the project: no hyperparameters were judged');
