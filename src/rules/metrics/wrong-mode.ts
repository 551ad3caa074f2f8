import { pythonRepr } from '../../model/python-repr.ts';
import { keepersIn, stoppersIn } from '../callback-states.ts';
import { directionOf } from '../direction.ts';
import { hasNewestState } from '../folder-of-file.ts';
import { defineRule } from '../rule.ts';

/** `min` is the default: https://github.com/Lightning-AI/pytorch-lightning/issues/19844 */
export const wrongMode = defineRule({
  id: 'metrics/wrong-mode',
  summary: 'Callbacks look for more of a score, and less of an error',
  severity: 'warning',
  questions: ['load', 'resume', 'eval'],
  needs: ['training'],

  *find({ training, names, checkpointFile, siblings }) {
    if (checkpointFile !== undefined && siblings !== undefined) {
      const placed = { checkpointFile, siblings, ...(names && { names }) };
      if (!hasNewestState(placed)) return;
    }
    const told = new Set<string>();
    for (const { monitor, mode, callback } of [...keepersIn(training), ...stoppersIn(training)]) {
      const expected = typeof monitor === 'string' ? directionOf(monitor) : undefined;
      if (typeof monitor !== 'string' || mode === undefined || expected === undefined) continue;
      if (mode === expected || told.has(`${callback.type}\0${monitor}`)) continue;
      told.add(`${callback.type}\0${monitor}`);
      const keeps = callback.modelCheckpoint !== undefined;
      const data = { type: callback.type, monitor, mode, expected, keeps };
      yield { path: callback.path, data, confidence: 'likely' };
    }
  },

  message: ({ type, monitor, mode, keeps }) =>
    `${type} has mode '${mode}' for ${monitor}: ${keeps ? 'the worst model is kept and called the best' : 'training stops while it still gets better'}`,
  cure: ({ type, monitor, expected }) =>
    `train with ${type}(monitor=${pythonRepr(monitor)}, mode='${expected}'), and choose among these files by the logged metrics`,
});
