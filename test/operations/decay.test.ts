import { describe, expect, it } from 'vitest';
import { readScheduler } from '../../src/frameworks/common/scheduler.ts';
import { decayOf } from '../../src/operations/decay.ts';
import { dict, float } from '../support/values.ts';

const by = (name: string, factor: number) => [readScheduler(dict({ [name]: float(factor) }), '')];

describe('a learning rate that a scheduler lowered', () => {
  it('is the initial one times a power of its factor', () => {
    expect(decayOf(0.001, 1.5625e-5, by('factor', 0.5))).toEqual({ factor: 0.5, times: 6 });
    expect(decayOf(0.01, 0.007290000000000001, by('gamma', 0.9))).toEqual({
      factor: 0.9,
      times: 3,
    });
  });

  it('is not where no whole power fits', () => {
    expect(decayOf(0.001, 0.0004, by('factor', 0.5))).toBeUndefined();
    expect(decayOf(0.001, 0.002, by('factor', 0.5))).toBeUndefined();
    expect(decayOf(0.001, 0.001, by('factor', 0.5))).toBeUndefined();
  });

  it('is not where the factor makes no sense', () => {
    for (const factor of [0, 1, -0.5, Number.NaN]) {
      expect(decayOf(0.001, 0.0005, by('gamma', factor)), String(factor)).toBeUndefined();
    }
    expect(decayOf(0, 0, by('gamma', 0.5))).toBeUndefined();
    expect(decayOf(0.001, 0, by('gamma', 0.5))).toBeUndefined();
    expect(decayOf(0.001, 0.0005, [])).toBeUndefined();
  });
});
