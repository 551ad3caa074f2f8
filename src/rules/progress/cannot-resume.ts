import { isResumeAsked, resumeSeverity } from '../asked-for.ts';
import { isWhole, listed, partNames } from '../resume-parts.ts';
import { defineRule } from '../rule.ts';

/** Lightning says so in its own words: `schema/weights-only`. */
export const cannotResume = defineRule({
  id: 'progress/cannot-resume',
  summary: 'A file of a training loop holds what training needs to go on',
  severity: 'error',
  questions: ['resume'],
  needs: ['training', 'weights'],

  *find({ training, names, askedFor }) {
    if (training.framework.id === 'lightning') return;
    if (training.optimizers.length > 0) return;
    if (!isWhole({ training, ...(names && { names }) })) return;
    const { epoch = null, step = null } = training.progress;
    // Weights alone are what most files are for; with a counter there was a training to go on.
    if (epoch === null && step === null && !isResumeAsked({ askedFor })) return;
    const severity = resumeSeverity({ askedFor });
    yield {
      severity,
      data: { framework: training.framework.title, parts: partNames(training), epoch },
    };
  },

  message({ parts, epoch }) {
    const after = epoch === null ? '' : ` after epoch ${epoch}`;
    return `no optimizer state: training cannot go on as it was${after}, only anew from what is there (${listed(parts)})`;
  },
  cure: () =>
    'save the optimizer with the weights: torch.save({"model_state_dict": model.state_dict(), "optimizer_state_dict": optimizer.state_dict(), "epoch": epoch}, path)',
});
