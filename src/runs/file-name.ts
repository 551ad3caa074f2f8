/**
 * What the names of checkpoints say. Lightning writes `{epoch}-{step}` and metrics as `name=value`
 * unless told otherwise, and `-v1` where a name is taken:
 * https://github.com/Lightning-AI/pytorch-lightning/blob/2.6.0/src/lightning/pytorch/callbacks/model_checkpoint.py
 * Others write `epoch_0010`, `checkpoint-500`, `model_00010`.
 */
import type { FileNameFacts } from './run.ts';

const EXTENSION =
  /\.(?:ckpt|pt2?|ptl|pth|bin|safetensors|pkl|pickle|torchscript)(?:\.(?:tar|index\.json))?(?:\.(?:tmp|part|partial|incomplete)\S*)?$/i;
const VERSION = /-v(\d{1,6})$/;
/** Before 1.0 the number was joined with an underscore, which many a model’s own name has too. */
const OLD_VERSION = /(=.*|_ckpt_epoch_\d+)_v(\d{1,6})$/;

/**
 * A metric’s name may hold slashes and the names of folders; a dash ends it, because Lightning joins
 * with dashes.
 */
const PAIR =
  /(?<=^|[-_/ ])(?<name>[A-Za-z_][\w./@ ]*?)=(?<value>[+-]?(?:(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?%?|inf|nan))(?=$|[-_/ ])/g;
/** `{step:_}` groups digits; elsewhere an underscore joins. */
const GROUPED_STEP = /(?<=(?:^|[-_/ ])step=)\d{1,3}(?:_\d{3})+(?=$|[-/ ])/;
const COUNTER =
  /(?<=^|[-_./ ])(?<name>epoch|ep|global_?step|step|iteration|iter)[-_]?(?<value>\d{1,15})(?=$|[-_./ ])/gi;
/** `checkpoint-{global_step}` is how transformers names its folders. */
const TRAINER_FOLDER = /^checkpoint-(\d{1,15})$/;
/** The number of shards is none, nor are the digits after a point. */
const LAST_NUMBER = /(?<=^|(?<!-of)[-_/ ])\d{1,15}$/;

/** Longer names are on no disk; finding names in text costs the square of its length. */
const LONGEST = 1024;

/** `name` may have the folders below the checkpoint folder before it: a metric’s slash makes such. */
export function fileNameFacts(name: string): FileNameFacts {
  const stem = name.slice(-LONGEST).replace(EXTENSION, '');
  const { rest, version } = withoutVersion(stem);
  const text = rest.replace(GROUPED_STEP, (digits) => digits.replaceAll('_', ''));
  const metrics = new Map<string, { value: number; digits: number }>();
  const counters: Counters = {};
  for (const { groups } of text.matchAll(PAIR)) {
    const { name: key = '', value = '' } = groups ?? {};
    const counter = /^\d+$/.test(value) ? counterOf(key) : undefined;
    if (counter === undefined) metrics.set(key, numberAndDigits(value));
    else counters[counter] ??= safeNumber(value);
  }
  for (const { groups } of text.matchAll(COUNTER)) {
    const { name: key = '', value = '' } = groups ?? {};
    counters[/^ep/i.test(key) ? 'epoch' : 'step'] ??= safeNumber(value);
  }
  const folder = TRAINER_FOLDER.exec(text)?.[1];
  if (folder !== undefined) counters.step ??= safeNumber(folder);
  const isSilent = counters.epoch === undefined && counters.step === undefined;
  const number = isSilent && metrics.size === 0 ? LAST_NUMBER.exec(text)?.[0] : undefined;
  return {
    ...(counters.epoch !== undefined && { epoch: counters.epoch }),
    ...(counters.step !== undefined && { step: counters.step }),
    metrics,
    ...(version !== undefined && { version }),
    ...(number !== undefined && { number: Number(number) }),
  };
}

interface Counters {
  epoch?: number | undefined;
  step?: number | undefined;
}

function withoutVersion(stem: string): { rest: string; version?: number } {
  const version = VERSION.exec(stem)?.[1];
  if (version !== undefined) {
    return { rest: stem.replace(VERSION, ''), version: Number(version) };
  }
  const [, rest, old] = OLD_VERSION.exec(stem) ?? [];
  if (rest === undefined || old === undefined) return { rest: stem };
  return { rest: stem.replace(/_v\d+$/, ''), version: Number(old) };
}

/** `epoch`, also after text of a person’s own: `my_model_epoch=02`. */
function counterOf(name: string): 'epoch' | 'step' | undefined {
  const [, counter] = /(?:^|[_/ ])(epoch|step)$/.exec(name) ?? [];
  return counter === 'epoch' || counter === 'step' ? counter : undefined;
}

function safeNumber(digits: string): number | undefined {
  const number = Number(digits);
  return Number.isSafeInteger(number) ? number : undefined;
}

/** With how many digits after the point it was rounded to: `1e-05` has five. */
function numberAndDigits(text: string): { value: number; digits: number } {
  const word = /(inf|nan)$/.exec(text)?.[1];
  if (word === 'nan') return { value: Number.NaN, digits: 0 };
  if (word === 'inf') {
    return { value: text.startsWith('-') ? -Infinity : Infinity, digits: 0 };
  }
  const percent = text.endsWith('%');
  const [, decimals = '', exponent = '0'] =
    /^[^.eE]*(?:\.(\d*))?(?:[eE]([+-]?\d+))?/.exec(text) ?? [];
  const digits = decimals.length - Number(exponent) + (percent ? 2 : 0);
  const value = Number.parseFloat(text) / (percent ? 100 : 1);
  return { value, digits: Math.max(0, digits) };
}
