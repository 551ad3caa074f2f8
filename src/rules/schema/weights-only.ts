import { resumeSeverity } from '../asked-for.ts';
import { defineRule } from '../rule.ts';

/** The words of Lightning, for who looks for them: what it restores when it stops. */
const RESTORED = { optimizer_states: 'optimizer', lr_schedulers: 'learning rate scheduler' };

/** https://github.com/Lightning-AI/pytorch-lightning/blob/2.6.0/src/lightning/pytorch/trainer/connectors/checkpoint_connector.py */
export const weightsOnly = defineRule({
  id: 'schema/weights-only',
  summary: 'A Lightning checkpoint holds what resuming restores',
  severity: 'error',
  questions: ['resume'],
  needs: ['lightning'],

  *find({ lightning: { entries, isPartial }, askedFor }) {
    if (isPartial || !entries.has('state_dict')) return;
    const missing = (['optimizer_states', 'lr_schedulers'] as const).filter(
      (key) => !entries.has(key),
    );
    const [first] = missing;
    if (first === undefined) return;
    // With one of the two it was not made so on purpose.
    const isMade = missing.length === 2;
    yield {
      severity: isMade ? resumeSeverity({ askedFor }) : 'error',
      data: { missing, isMade, error: errorText(RESTORED[first]) },
    };
  },

  message: ({ missing, isMade, error }) =>
    isMade
      ? `it holds weights and no training state: resuming stops with KeyError: ${error}`
      : `${missing[0]} is missing: resuming stops with KeyError: ${error}`,
  cure: ({ isMade }) =>
    isMade
      ? 'start a new run from its weights with load_from_checkpoint; to be able to resume, save with ModelCheckpoint(save_weights_only=False)'
      : 'resume from another checkpoint of the run',
});

function errorText(restored: string): string {
  return `Trying to restore ${restored} state but checkpoint contains only the model. This is probably due to \`ModelCheckpoint.save_weights_only\` being set to \`True\``;
}
