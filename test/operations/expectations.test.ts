import { describe, expect, it } from 'vitest';
import type { Value } from '../../src/model/value.ts';
import { expectationFrom, expectationsIn } from '../../src/operations/expectations.ts';
import { dict, float, list } from '../support/values.ts';

describe('what is expected', () => {
  it.each([
    ['num_items=7000', ['num_items', 7000]],
    ['lr=1e-3', ['lr', float(0.001)]],
    ['dropout = .5', ['dropout', float(0.5)]],
    ['tied=True', ['tied', true]],
    ['scheduler=null', ['scheduler', null]],
    ['name=a=b', ['name', 'a=b']],
    ["version='2'", ['version', '2']],
    ['empty=', ['empty', '']],
    ['long=12345678901234567890', ['long', 12345678901234567890n]],
  ] as const)('as typed: %s', (text, expectation) => {
    expect(expectationFrom(text)).toEqual(expectation);
  });

  it.each(['num_items', '=7000', ''])('is nothing: %j', (text) => {
    expect(expectationFrom(text)).toBeUndefined();
  });

  it('as a configuration has it, by its leaves', () => {
    const config = dict({ model: dict({ num_items: 7000, dims: list(1, 2) }), seed: 1 });
    expect([...expectationsIn(config)]).toEqual([
      ['model.num_items', 7000],
      ['model.dims', list(1, 2)],
      ['seed', 1],
    ]);
    expect(expectationsIn(list(1)).size).toBe(0);
  });

  it('ends where a configuration holds itself', () => {
    const entries = new Map<Value, Value>([['lr', 0]]);
    const config: Value = { kind: 'mapping', type: 'dict', entries };
    entries.set('again', config);
    expect([...expectationsIn(config)]).toEqual([['lr', 0]]);
  });
});
