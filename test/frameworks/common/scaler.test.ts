import { describe, expect, it } from 'vitest';
import { readScaler } from '../../../src/frameworks/common/scaler.ts';
import type { Value } from '../../../src/model/value.ts';
import { dict, float, instance, list, opaque, tensor } from '../../support/values.ts';

describe('the loss scale', () => {
  const cases: readonly (readonly [what: string, value: Value, scale: number | undefined])[] = [
    [
      'of a GradScaler',
      dict({ scale: float(65536), growth_factor: float(2), _growth_tracker: 7 }),
      65536,
    ],
    ['of one that is not enabled', dict({}), undefined],
    ['of apex', dict({ loss_scaler0: dict({ loss_scale: float(32), unskipped: 3 }) }), 32],
    ['of a scaler object', instance('deepspeed.LossScaler', { cur_scale: 1024 }), 1024],
    ['inside a wrapper', dict({ loss_scaler: instance('x.LossScaler', { cur_scale: 2 }) }), 2],
    ['in a tensor, whose value is not read', dict({ scale: tensor([]) }), undefined],
    ['of what is none', list(1), undefined],
    ['of an unknown object', opaque('x.Scaler'), undefined],
  ];
  for (const [what, value, scale] of cases) {
    it(what, () => {
      const part = { path: 'scaler', name: 'scaler', value };
      expect(readScaler(part)).toEqual({ ...part, scale });
    });
  }
});
