/** Texts and configurations without end: each case would run for hours if its time grew as a square. */
import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import { readers } from '../../src/operations/readers.ts';
import { wrapped } from '../../src/render/text/wrap.ts';
import { toldOverride } from '../../src/rules/hydra-override.ts';
import { isSameSetting, settingsOf } from '../../src/rules/settings.ts';
import { layerGap } from '../../src/rules/weights/layer-gap.ts';
import { sharedModule } from '../../src/rules/weights/shared-module.ts';
import { float32, model } from '../support/models.ts';
import { checkpointOf } from '../support/rules.ts';
import { dict } from '../support/values.ts';

const MILLION = 1_000_000;

const decoded = (text: string) => readers.decodeYaml(text, 'x.yaml', { limits: DEFAULT_LIMITS });
const named = (name: string) => ({
  file: 'm.ckpt',
  checkpoint: checkpointOf(dict({})),
  training: model({ [name]: float32(2) }),
});

describe('a long text', () => {
  it('of nothing but spaces is broken into lines', () => {
    expect(wrapped(`a${' '.repeat(MILLION)}b`, Number.POSITIVE_INFINITY)).toHaveLength(1);
  });

  it('keeps its lines within the width', () => {
    expect(wrapped('ab cd e 漢字 fgh ijklmnop q', 7)).toEqual([
      'ab cd e',
      '漢字',
      'fgh',
      'ijklmnop',
      'q',
    ]);
  });

  it('is an override as it is told', () => {
    expect(toldOverride('a'.repeat(MILLION))).toHaveLength(MILLION);
    expect(toldOverride(`${'a.'.repeat(MILLION)}b=c`)).toHaveLength(2 * MILLION + 3);
    expect(toldOverride('a.password=x1y2z3w4v5')).toBe('a.password=…');
    expect(toldOverride('+a.b=c=d')).toBe('+a.b=c=d');
  });

  it('is a name of a tensor', () => {
    for (const name of ['1.'.repeat(MILLION), `${'1.'.repeat(MILLION)}\n`, '.'.repeat(MILLION)]) {
      expect(layerGap.check(named(name))).toHaveLength(0);
      expect(sharedModule.check(named(name))).toHaveLength(0);
    }
  });
});

describe('a configuration that holds itself', () => {
  it('has settings, also where keys are spelled alike', () => {
    const settings = settingsOf(decoded('lr: 1\na: &x {1: *x, "1": *x}\n'));
    expect(settings.get('lr')).toBe(1);
  });

  it('is compared with another', () => {
    const lists = (text: string) => settingsOf(decoded(text)).get('a') ?? null;
    const one = lists('a: &x [1, *x, *x]');
    expect(isSameSetting(one, lists('a: &x [1, *x, *x]'))).toBe(true);
    expect(isSameSetting(one, lists('a: &x [1, *x, 2]'))).toBe(undefined);
    expect(isSameSetting(one, lists('a: &x [2, *x, *x]'))).toBe(false);
  });
});
