import { describe, expect, it } from 'vitest';
import { Views } from '../../src/model/views.ts';
import { tensor } from '../support/values.ts';

describe('views of storages', () => {
  const weight = tensor([2, 3]);

  it('are known again by their elements', () => {
    const views = new Views();
    expect(views.earlier(weight, 'a')).toBeUndefined();
    expect(views.earlier({ ...weight, requiresGrad: true }, 'b')).toBe('a');
    expect(views.earlier(weight, 'c')).toBe('a');
  });

  it('are others with another shape, place or type', () => {
    const views = new Views();
    views.earlier(weight, 'a');
    const others = [
      { ...weight, shape: [3, 2], strides: [1, 3] },
      { ...weight, storageOffset: 1 },
      { ...weight, dtype: 'int8' as const },
      tensor([2, 3]),
    ];
    expect(others.map((other) => views.earlier(other, 'new'))).toEqual(others.map(() => undefined));
    expect(others.map((other) => views.earlier(other, 'late'))).toEqual(others.map(() => 'new'));
  });

  it('are themselves alone where there is no storage', () => {
    const views = new Views();
    const sparse = tensor([2], { storage: null, strides: null, layout: 'sparse_coo' });
    expect(views.earlier(sparse, 'a')).toBeUndefined();
    expect(views.earlier({ ...sparse }, 'b')).toBeUndefined();
    expect(views.earlier(sparse, 'c')).toBe('a');
  });
});
