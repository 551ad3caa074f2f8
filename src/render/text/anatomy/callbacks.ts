import type {
  CallbackState,
  EarlyStoppingState,
  ModelCheckpointState,
} from '../../../frameworks/training-state.ts';
import { safeText } from '../../../model/python-repr.ts';
import type { Training } from '../../../operations/training.ts';
import type { View } from '../../view.ts';
import { count, number } from '../units.ts';
import { displayWidth, padded } from '../width.ts';
import { inside, pairs, type Section, wrappedFacts } from './section.ts';
import { scoreText, valueText } from './values.ts';

type Scalars = Training['scalars'];

const WIDEST_TYPE = 24;

/** All callbacks in one section: a name at the left, what it remembers at the right. */
export function callbackSections(
  { state: { callbacks }, scalars }: Training,
  file: string,
  view: View,
  full: boolean,
): Section[] {
  if (callbacks.length === 0) return [];
  const { width } = inside(view);
  const nameWidth = Math.min(
    WIDEST_TYPE,
    Math.max(...callbacks.map(({ type }) => displayWidth(safeText(type)))),
  );
  const lines = callbacks.flatMap((callback) => {
    const texts = callbackLines(callback, scalars, file, width - nameWidth - 2);
    const [first = '', ...more] = texts;
    const all = full ? entryLines(callback, scalars, width - 2) : [];
    return [
      `${padded(safeText(callback.type), nameWidth)}  ${first}`.trimEnd(),
      ...more.map((line) => ' '.repeat(nameWidth + 2) + line),
      ...all.map((line) => `  ${line}`),
    ];
  });
  return [{ name: 'callbacks', title: 'callbacks', facts: [], lines }];
}

function callbackLines(
  callback: CallbackState,
  scalars: Scalars,
  file: string,
  width: number,
): string[] {
  const { modelCheckpoint, earlyStopping, state } = callback;
  if (modelCheckpoint !== undefined) return checkpointLines(modelCheckpoint, scalars, file, width);
  if (earlyStopping !== undefined) {
    return wrappedFacts(stoppingFacts(earlyStopping, scalars), width);
  }
  const facts = Array.from(
    state,
    ([name, value]) => `${safeText(name)} ${valueText(value, scalars)}`,
  );
  return wrappedFacts(facts.length === 0 ? ['no state'] : facts.slice(0, 8), width);
}

function stoppingFacts(stopping: EarlyStoppingState, scalars: Scalars): string[] {
  const { monitor, mode, bestScore, waitCount, patience, stoppedEpoch, stoppingReason } = stopping;
  const best = scoreText(bestScore, scalars);
  const of = patience === undefined ? '' : ` of ${number(patience)}`;
  return [
    ...monitored(monitor, mode),
    ...(best === undefined ? [] : [`best ${best}`]),
    ...(waitCount === undefined ? [] : [`waited ${number(waitCount)}${of}`]),
    ...(stoppedEpoch === undefined || stoppedEpoch === 0
      ? []
      : [`stopped in epoch ${number(stoppedEpoch)}`]),
    ...(stoppingReason === undefined ? [] : [safeText(stoppingReason)]),
  ];
}

function checkpointLines(
  state: ModelCheckpointState,
  scalars: Scalars,
  file: string,
  width: number,
): string[] {
  const { monitor, mode, bestScore, bestK, lastPath, bestPath, everyEpochs, everyTrainSteps } =
    state;
  const best = scoreText(bestScore, scalars);
  const facts = [
    ...monitored(monitor, mode),
    ...(best === undefined ? [] : [`best ${best}`]),
    ...(bestK === undefined || bestK.size === 0 ? [] : [`keeps ${number(bestK.size)}`]),
    ...every(everyEpochs, 'epoch'),
    ...every(everyTrainSteps, 'step'),
  ];
  const own = nameOf(file);
  const places = [
    ...placeText('best', bestPath, own),
    ...(lastPath === '' ? ['last never saved'] : placeText('last', lastPath, own)),
  ];
  return [...wrappedFacts(facts, width), ...wrappedFacts(places, width)];
}

function monitored(monitor: string | null | undefined, mode: string | undefined): string[] {
  if (monitor === undefined) return [];
  if (monitor === null) return ['no monitor'];
  return [`${safeText(monitor)}${mode === undefined ? '' : ` ${mode}`}`];
}

/** Once an epoch is what nearly everyone does. */
function every(times: number | undefined, unit: 'epoch' | 'step'): string[] {
  if (times === undefined || times < 1 || (unit === 'epoch' && times === 1)) return [];
  return [`every ${count(times, unit)}`];
}

/** By the name alone: the directory is that of another machine, more often than not. */
function placeText(title: string, path: string | undefined, own: string): string[] {
  if (path === undefined || path === '') return [];
  const name = nameOf(path);
  return [`${title} is ${name === own ? 'this file' : safeText(name)}`];
}

function nameOf(path: string): string {
  return path.replace(/^.*[/\\]/, '');
}

function entryLines(
  { options, state, key }: CallbackState,
  scalars: Scalars,
  width: number,
): string[] {
  const merged = new Map([...options, ...state]);
  const rows = Array.from(
    merged,
    ([name, value]) => [safeText(name), valueText(value, scalars)] as const,
  );
  return pairs([['key', safeText(key)], ...rows], width);
}
