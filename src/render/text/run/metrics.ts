import { pythonFloatRepr, safeText } from '../../../model/python-repr.ts';
import type { Metric, MetricPoint, MetricSource, Run } from '../../../runs/run.ts';
import type { View } from '../../view.ts';
import { type ColumnStyle, columns } from '../columns.ts';
import { number } from '../units.ts';
import type { Part } from './index.ts';

const MOST_ROWS = 12;

/** Each source of metrics: how many values, the last, the lowest and the highest with their places. */
export function metricLines({ metrics }: Run, all: boolean, view: View): Part[] {
  return (all ? metrics : newest(metrics)).map((source) => ({
    title: safeText(source.path),
    explained: 'metrics',
    lines: sourceLines(source, all, view),
  }));
}

/** Each checkpoint of transformers has all that was logged before it: the last one’s is the whole. */
function newest(sources: readonly MetricSource[]): readonly MetricSource[] {
  const names = sources.map(({ path }) => path.replace(/^.*\//, ''));
  return sources.filter(
    ({ kind }, index) => kind !== 'json' || names.lastIndexOf(names[index] ?? '') === index,
  );
}

function sourceLines({ metrics, damage }: MetricSource, all: boolean, view: View): string[] {
  const { width, palette } = view;
  const shown = all || metrics.length <= MOST_ROWS ? metrics : metrics.slice(0, MOST_ROWS - 1);
  const hidden = metrics.length - shown.length;
  const right: ColumnStyle = { align: 'right' };
  const [titles = '', ...lines] = columns(
    [['', 'values', 'last', 'lowest', '', 'highest', ''], ...shown.map(metricRow)],
    [{}, { ...right, keep: 1 }, right, right, { keep: 3 }, { ...right, keep: 2 }, { keep: 2 }],
    width,
  );
  return [
    ...(shown.length === 0 ? ['none'] : [palette.dim(titles), ...lines]),
    ...(hidden > 0 ? [palette.dim(`… ${number(hidden)} more`)] : []),
    ...(damage === undefined ? [] : [`${palette.warn('note:')} ${safeText(damage.finding)}`]),
  ];
}

function metricRow({ name, count, last, lowest, highest }: Metric): string[] {
  return [
    safeText(name),
    number(count),
    numberText(last.value),
    numberText(lowest.value),
    placeText(lowest),
    numberText(highest.value),
    placeText(highest),
  ];
}

/** As many digits as a person compares by. */
function numberText(value: number): string {
  const short = Number(value.toPrecision(6));
  return pythonFloatRepr(short);
}

function placeText({ epoch, step }: MetricPoint): string {
  if (epoch !== undefined) return `epoch ${number(epoch)}`;
  return step === undefined ? '' : `step ${number(step)}`;
}
