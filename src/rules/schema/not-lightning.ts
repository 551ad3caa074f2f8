import { isReadBySince } from '../lightning-version.ts';
import { defineRule } from '../rule.ts';

/** What belongs to directories rather than to a loader of checkpoints. */
const PARTS: ReadonlySet<string> = new Set([
  ...['optimizer-state', 'scheduler-state', 'gradient-scaler-state'],
  ...['huggingface-trainer', 'accelerate', 'deepspeed'],
]);

export const notLightning = defineRule({
  id: 'schema/not-lightning',
  summary: 'What Lightning shall load is a Lightning checkpoint',
  severity: 'error',
  questions: ['load', 'resume', 'eval'],
  needs: ['training', 'targets'],

  *find({ training: { framework, weights }, targets }) {
    const target = targets.lightning;
    if (target === undefined || !isReadBySince(target, '1.9')) return;
    if (framework.id === 'lightning') return;
    if (PARTS.has(framework.id)) return;
    const [first] = weights;
    yield {
      data: {
        target,
        framework: framework.title,
        weights: first?.path ?? null,
      },
    };
  },

  message: ({ framework, target }) =>
    `it is no Lightning checkpoint but ${framework}: Lightning ${target} stops with KeyError: 'pytorch-lightning_version'`,
  cure: ({ weights }) => {
    if (weights === null) return 'name a checkpoint with weights';
    return `load its weights without Lightning: model.load_state_dict(torch.load(path)${weights === '' ? '' : `[${JSON.stringify(weights)}]`})`;
  },
});
