/** What `torch.load` says in full, by version, without the colors that it writes into it. */
import type { Refusal } from './refusal.ts';
import { isSince, type TorchVersion } from './torch-version.ts';

const RISK =
  'Re-running `torch.load` with `weights_only` set to `False` will likely succeed, but it can ' +
  'result in arbitrary code execution.';
const ADVICE = `${RISK} Do it only if you got the file from a trusted source.`;
const OLD_ADVICE = `${RISK}Do it only if you get the file from a trusted source.`;
const CHANGED =
  'In PyTorch 2.6, we changed the default value of the `weights_only` argument in `torch.load` ' +
  `from \`False\` to \`True\`. ${ADVICE}`;
const MANUAL =
  '\n\nCheck the documentation of torch.load to learn more about types accepted by default with ' +
  'weights_only https://pytorch.org/docs/stable/generated/torch.load.html.';
const REPORT =
  'Please file an issue with the following so that we can make `weights_only=True` compatible ' +
  'with your use case: WeightsUnpickler error: ';

/** https://github.com/pytorch/pytorch/blob/v2.13.0/torch/serialization.py (`_get_wo_message`) */
export function torchMessage(refusal: Refusal, torch: TorchVersion): string {
  const { kind, exception, detail } = refusal;
  const failed = 'Weights only load failed.';
  if (exception !== 'UnpicklingError') {
    return kind === 'container' && detail.startsWith('Cannot use')
      ? `${detail} ${CHANGED}`
      : detail;
  }
  if (!isSince(torch, '2.4')) return `${failed} ${OLD_ADVICE} WeightsUnpickler error: ${detail}`;
  const isNew = isSince(torch, '2.6');
  const advice = isNew ? CHANGED : ADVICE;
  if (kind === 'missing-import') return `${failed} ${detail}\n ${advice}\n`;
  // torch finds the name in its own message, and none that has a space in it.
  if (kind === 'global' && /GLOBAL \S+ was not/.test(detail)) {
    const warning = isNew
      ? ', do those steps only if you trust the source of the checkpoint. '
      : ' ';
    return (
      `${failed} This file can still be loaded, to do so you have two options${warning}\n\t(1) ` +
      `${advice}\n\t(2) Alternatively, to load with \`weights_only=True\` please check the ` +
      `recommended steps in the following error message.\n\tWeightsUnpickler error: ${detail}${MANUAL}`
    );
  }
  const report = kind === 'blocked-module' && isNew ? '' : REPORT;
  const gap = isNew ? '\n\n' : '';
  return `${failed} ${advice}\n${isNew ? '' : ' '}${report}${gap}${detail}${MANUAL}`;
}
