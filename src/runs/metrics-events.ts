/** The scalars of a TensorBoard event file. */
import { Cursor } from '../bytes/cursor.ts';
import type { ByteSource } from '../bytes/source.ts';
import { decodeEvent, decodeRecord, type TensorboardEvent } from '../decoders/tfevents.ts';
import { type CkptError, isContentError, TruncatedError } from '../errors.ts';
import type { Limits } from '../limits.ts';
import { MetricCollector } from './metric-collector.ts';
import type { Metric, MetricPoint } from './run.ts';

/** Lightning logs the epoch as a scalar of its own, at the step of the metrics it belongs to. */
const EPOCH = 'epoch';

export interface EventMetrics {
  readonly metrics: readonly Metric[];
  /** Why reading stopped before the end. A file that is still written to ends within a record. */
  readonly damage?: CkptError;
}

/** Reads `chunkBytes` at a time, more where one event takes more. */
export async function readEventMetrics(
  source: ByteSource,
  limits: Limits,
  chunkBytes: number,
): Promise<EventMetrics> {
  const reader = new EventReader(source.name, limits);
  let position = 0;
  let wanted = chunkBytes;
  while (position < source.byteLength) {
    const end = Math.min(position + wanted, source.byteLength);
    const bytes = await source.read(position, end);
    const taken = reader.take(new Cursor(bytes, source.name, position));
    if (typeof taken !== 'number') return { metrics: reader.metrics(), damage: taken };
    if (taken === 0 && end === source.byteLength) {
      const place = { file: source.name, offset: position };
      const damage = new TruncatedError('the file ends within an event', place, {
        kind: 'tfevents/cut-short',
      });
      return { metrics: reader.metrics(), damage };
    }
    position += taken;
    wanted = taken === 0 ? 2 * wanted : chunkBytes;
  }
  return { metrics: reader.metrics() };
}

type EventPoint = { -readonly [Member in keyof MetricPoint]: MetricPoint[Member] };

class EventReader {
  readonly #limits: Limits;
  readonly #collector: MetricCollector;
  #step: number | undefined;
  #epoch: number | undefined;
  /** Those of this step, for an epoch that comes after them. */
  #points: EventPoint[] = [];

  constructor(file: string, limits: Limits) {
    this.#limits = limits;
    this.#collector = new MetricCollector(file, limits);
  }

  metrics(): Metric[] {
    return this.#collector.metrics();
  }

  /** Takes the whole records that `cursor` has; gives their bytes, or why they cannot be told apart. */
  take(cursor: Cursor): number | CkptError {
    while (cursor.remaining > 0) {
      const start = cursor.position;
      try {
        this.#event(decodeEvent(decodeRecord(cursor, this.#limits)));
      } catch (error) {
        if (!isContentError(error)) throw error;
        // Only of the record itself: an event that is cut short within its record stays so.
        const isWanting = error instanceof TruncatedError && error.kind === 'tfevents/cut-short';
        return isWanting ? start : error;
      }
    }
    return cursor.position;
  }

  #event({ step, scalars }: TensorboardEvent): void {
    if (scalars.length === 0) return;
    if (step !== this.#step) {
      this.#step = step;
      this.#epoch = undefined;
      this.#points = [];
    }
    for (const { tag, value } of scalars) {
      if (tag === EPOCH) this.#setEpoch(value);
      const point: EventPoint = { value, step, epoch: this.#epoch };
      if (this.#epoch === undefined && this.#points.length < MOST_WAITING) this.#points.push(point);
      this.#collector.add(tag, point);
    }
  }

  #setEpoch(epoch: number): void {
    this.#epoch = epoch;
    for (const point of this.#points) point.epoch ??= epoch;
    this.#points = [];
  }
}

/** At one step: a logger that counts no steps would have all of them wait. */
const MOST_WAITING = 100_000;
