import { number } from '../../model/units.ts';
import { isResumeAsked } from '../asked-for.ts';
import { configured } from '../config-values.ts';
import { isWhole, listed, partNames } from '../resume-parts.ts';
import { defineRule } from '../rule.ts';

/** An answer rather than a fault: told to who asked. */
export const resume = defineRule({
  id: 'progress/resume',
  summary: 'Training cannot go on from the file, or nobody asked whether it can',
  severity: 'note',
  questions: ['resume'],
  needs: ['training', 'optimizers', 'weights'],

  *find({ training, names, askedFor, file }) {
    if (!isResumeAsked({ askedFor }) || !isWhole({ training, ...(names && { names }) })) return;
    const { progress, framework } = training;
    const { epoch, step, nextEpoch } = progress;
    if (epoch === undefined && step === undefined) return;
    const isKnown = nextEpoch !== undefined;
    const setting = configured({ training }, ['checkpoint.resume'])?.key ?? null;
    yield {
      confidence: isKnown || epoch === undefined ? 'certain' : 'likely',
      data: {
        file,
        setting,
        framework: framework.id,
        epoch: epoch ?? null,
        step: step ?? null,
        nextEpoch: nextEpoch ?? (epoch === undefined ? null : epoch + 1),
        isKnown,
        parts: partNames(training),
      },
    };
  },

  message({ epoch, step, nextEpoch, isKnown, parts }) {
    const from = `with ${listed(parts)}`;
    if (nextEpoch === null) return `training can go on after step ${number(step ?? 0)}, ${from}`;
    const steps = step === null ? '' : `, after step ${number(step)}`;
    if (isKnown) return `training can go on with epoch ${number(nextEpoch)}${steps}, ${from}`;
    return `training can go on, ${from}: epoch ${number(epoch ?? 0)} is recorded${steps}, and a loop that saves at the end of an epoch goes on with ${number(nextEpoch)}`;
  },
  cure({ framework, setting, file }) {
    if (framework === 'lightning') return `trainer.fit(model, ckpt_path=${JSON.stringify(file)})`;
    return setting === null ? undefined : `set ${setting} to ${file}`;
  },
});
