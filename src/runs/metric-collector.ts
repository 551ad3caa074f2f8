import { checkLimit, type Limits } from '../limits.ts';
import type { Metric, MetricPoint } from './run.ts';

interface Collected {
  count: number;
  last: MetricPoint;
  lowest: MetricPoint;
  highest: MetricPoint;
}

/** Keeps of each metric what a `Metric` has, however many values go by. */
export class MetricCollector {
  readonly #file: string;
  readonly #limits: Limits;
  readonly #metrics = new Map<string, Collected>();

  constructor(file: string, limits: Limits) {
    this.#file = file;
    this.#limits = limits;
  }

  /** In the order of the file. NaN is counted, and the last it may be; the lowest and highest are numbers. */
  add(name: string, point: MetricPoint): void {
    const metric = this.#metrics.get(name);
    if (metric === undefined) {
      checkLimit(this.#limits, 'metricNames', this.#metrics.size + 1, 'metrics', {
        file: this.#file,
      });
      this.#metrics.set(name, { count: 1, last: point, lowest: point, highest: point });
      return;
    }
    metric.count += 1;
    metric.last = point;
    if (isBeyond(metric.lowest.value - point.value, metric.lowest, point)) metric.lowest = point;
    if (isBeyond(point.value - metric.highest.value, metric.highest, point)) metric.highest = point;
  }

  metrics(): Metric[] {
    return Array.from(this.#metrics, ([name, metric]) => ({ name, ...metric }));
  }
}

/** Whether a later value goes past an earlier one; any number goes past NaN. */
function isBeyond(by: number, earlier: MetricPoint, later: MetricPoint): boolean {
  return by > 0 || (Number.isNaN(earlier.value) && !Number.isNaN(later.value));
}
