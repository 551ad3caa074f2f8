import type { Value } from '../../model/value.ts';
import type { Part, Progress } from '../training-state.ts';
import type { Era } from './era.ts';
import { countOf, type FitLoop, loopParts, readFitLoop } from './loops.ts';
import type { TopLevel } from './top-level.ts';

/** The counters, each with one meaning whatever version wrote them. */
export function readProgress(top: TopLevel, era: Era | undefined): Progress {
  const epoch = top.take('epoch', isCount);
  const step = top.take('global_step', isCount);
  const loops = loopParts(top);
  const fit = loops.find(({ name }) => name === 'fit_loop');
  const recorded = { epoch: countOf(epoch?.value), step: countOf(step?.value) };
  const counted =
    era !== undefined && BEFORE_LOOPS.has(era)
      ? countedBeforeLoops(recorded, era)
      : countedByLoops(recorded, fit && readFitLoop(fit.value));
  return {
    epoch: counted.epoch,
    step: counted.step,
    ...defined({
      recordedEpoch: recorded.epoch === counted.epoch ? undefined : recorded.epoch,
      recordedStep: recorded.step === counted.step ? undefined : recorded.step,
      nextEpoch: counted.nextEpoch,
      isMidEpoch: counted.isMidEpoch,
      batchesPerEpoch: counted.batchesPerEpoch,
      stepsPerEpoch: counted.stepsPerEpoch,
    }),
    parts: [epoch, step, ...loops].filter((part): part is Part => part !== undefined),
  };
}

interface Recorded {
  readonly epoch: number | undefined;
  readonly step: number | undefined;
}

interface Counted extends Recorded {
  readonly nextEpoch?: number | undefined;
  readonly isMidEpoch?: boolean | undefined;
  readonly batchesPerEpoch?: number | undefined;
  readonly stepsPerEpoch?: number | undefined;
}

/** Eras whose `epoch` and `global_step` are counters of their own. */
const BEFORE_LOOPS: ReadonlySet<Era> = new Set(['pl15', 'pl10', 'pl08', 'pl07', 'pl06']);

/**
 * Files were written before the counters went up. 0.6 saved them as they were, and resuming did the
 * epoch again; 0.7 and later saved one more. Since 1.0.4 a run that was at its `max_steps` saved the
 * epoch as it was, but no file says that of itself.
 * https://github.com/Lightning-AI/pytorch-lightning/blob/1.5.10/pytorch_lightning/trainer/connectors/checkpoint_connector.py
 */
function countedBeforeLoops({ epoch, step }: Recorded, era: Era): Counted {
  const plus = (count: number | undefined, more: number) =>
    count === undefined ? undefined : Math.max(count + more, 0);
  if (era === 'pl06') return { epoch, step: plus(step, 1), nextEpoch: epoch };
  return { epoch: plus(epoch, -1), step, nextEpoch: epoch };
}

/** Since 1.6 resuming goes by the loops; `epoch` and `global_step` beside them are for people. */
function countedByLoops(recorded: Recorded, loop: FitLoop | undefined): Counted {
  if (loop === undefined) return recorded;
  const step = stepsOf(recorded, loop);
  const { ready, started, processed, completed } = loop.epochs.current;
  if (completed === undefined) return { epoch: recorded.epoch, step };
  // A file upgraded from before 1.6 says no more than how many epochs there were.
  if (ready === undefined || ready < completed) {
    return { epoch: Math.max(completed - 1, 0), step, nextEpoch: completed };
  }
  if (ready === completed) {
    const epoch = Math.max(completed - 1, 0);
    return { epoch, step, nextEpoch: completed, isMidEpoch: false, ...perEpoch(loop, completed) };
  }
  const hasBegun = (started ?? ready) > completed;
  const isOver = (processed ?? 0) > completed || (hasBegun && isBatchesOver(loop));
  return {
    epoch: completed,
    step,
    nextEpoch: isOver ? completed + 1 : completed,
    isMidEpoch: !isOver,
    ...(hasBegun ? perEpoch(loop, completed + 1) : {}),
  };
}

/** Of two counts the one that was in use: a module calls its optimizers itself, or Lightning does. */
function stepsOf({ step }: Recorded, { automatic, manual }: FitLoop): number | undefined {
  const counts = [automatic.total.completed, manual.total.completed];
  if (counts.includes(step)) return step;
  return counts.find((count) => count !== undefined && count > 0) ?? counts[0] ?? counts[1] ?? step;
}

/** Whether all batches of the epoch are done. What may be left of it is validation. */
function isBatchesOver({ batches: { current }, isLastBatch }: FitLoop): boolean {
  return isLastBatch && (current.ready ?? 0) > 0 && current.processed === current.ready;
}

/** What an epoch has, where the last batch of one was seen: steps, where all epochs had as many. */
function perEpoch(loop: FitLoop, epochs: number) {
  if (!isBatchesOver(loop)) return {};
  const { current, total } = loop.automatic;
  const steps = current.completed ?? 0;
  const isEven = steps > 0 && steps * epochs === total.completed;
  const stepsPerEpoch = isEven ? steps : undefined;
  return { batchesPerEpoch: loop.batches.current.ready, stepsPerEpoch };
}

function isCount(value: Value): boolean {
  return countOf(value) !== undefined;
}

/** Without the members that are `undefined`. */
function defined<Members extends object>(members: Members) {
  const entries = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as {
    [Name in keyof Members]?: Exclude<Members[Name], undefined>;
  };
}
