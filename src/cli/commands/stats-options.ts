import type { StatsSort } from '../../operations/stats/order.ts';

export const STATS_FORMATS = ['text', 'json', 'csv'] as const;
export { STATS_SORTS } from '../../operations/stats/order.ts';

/** The options of `stats`. */
export interface StatsOptions {
  readonly filter?: readonly string[];
  readonly sort?: StatsSort;
  /** So many levels of modules; `true` for all. */
  readonly modules?: number | true;
  readonly format: (typeof STATS_FORMATS)[number];
  readonly limit?: readonly string[];
}
