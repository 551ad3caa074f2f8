import { entriesOf } from '../../frameworks/common/entries.ts';
import type { Value } from '../../model/value.ts';
import { configured } from '../config-values.ts';
import { defineRule } from '../rule.ts';

/** Where people and frameworks say that they train in half precision. */
const AMP = [
  ...['training.amp', 'train.amp', 'trainer.amp', 'training.use_amp', 'trainer.precision'],
  ...['training.mixed_precision', 'use_amp', 'amp', 'mixed_precision', 'precision', 'fp16'],
];
const DTYPE = ['training.amp_dtype', 'train.amp_dtype', 'amp_dtype', 'training.dtype'];

export const lossScaler = defineRule({
  id: 'optimizer/loss-scaler',
  summary: 'A loss scaler is there where float16 is trained in, and only there',
  severity: 'warning',
  questions: ['resume'],
  needs: ['training', 'optimizers', 'weights'],

  *find({ training, configs, run, isAlone = false }) {
    // Of an experiment that is asked about as a whole this is told once.
    if (run?.kind === 'experiment' && !isAlone) return;
    const around = { training, ...(configs && { configs }) };
    const found = configured(around, AMP);
    const isScaled = found && scales(found.value, configured(around, DTYPE)?.value);
    if (found === undefined || isScaled === undefined) return;
    const scaler = training.precision.find(({ value }) => entriesOf(value).size > 0);
    if (isScaled === (scaler !== undefined)) return;
    const { key, where } = found;
    yield { path: scaler?.path, data: { key, where, isScaled } };
  },

  message: ({ key, where, isScaled }) =>
    isScaled
      ? `${key} in ${where} says that mixed precision is on, and the state of its loss scaler is missing`
      : `${key} in ${where} says that mixed precision is off, and there is a loss scaler`,
  cure: ({ isScaled, key }) =>
    isScaled
      ? 'save it with the rest: {"scaler_state_dict": scaler.state_dict(), ...}; without it the first steps after resuming may be left out'
      : `set ${key} to what the run was trained with`,
});

/** Whether training so scales its loss: bfloat16 needs no scaler. `undefined`: nothing of the kind is said. */
function scales(value: Value, dtype: Value | undefined): boolean | undefined {
  if (typeof dtype === 'string' && /bf(?:loat)?16/i.test(dtype)) return undefined;
  if (typeof value === 'boolean') return value;
  if (value === 16) return true;
  if (typeof value !== 'string') return undefined;
  if (/^(?:fp16|float16|16|16-mixed)$/i.test(value)) return true;
  return /^(?:no|none|fp32|float32|32|32-true|bf16|bf16-mixed|bfloat16)$/i.test(value)
    ? false
    : undefined;
}
