import type { ListOrder } from '../../operations/list-order.ts';

export const LS_FORMATS = ['text', 'json', 'ndjson', 'csv'] as const;
export const LS_SORTS = [
  'name',
  'score',
  'epoch',
  'step',
  'size',
  'time',
] as const satisfies readonly ListOrder[];

/** The options of `ls`. */
export interface LsOptions {
  readonly sort?: ListOrder;
  /** `true` without a metric. */
  readonly best?: string | true;
  readonly filter?: readonly string[];
  readonly runs?: boolean;
  readonly columns?: string;
  readonly hash?: boolean;
  readonly format: (typeof LS_FORMATS)[number];
  readonly limit?: readonly string[];
}
