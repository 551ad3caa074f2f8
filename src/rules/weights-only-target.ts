import { isSince, torchVersion } from '../loads/torch-version.ts';
import type { Severity } from './rule.ts';
import type { Targets } from './subject.ts';

/**
 * How serious it is that loading with weights_only fails. Who names no version may load otherwise;
 * before torch 2.6 that was the default, and Lightning 2.4 to 2.5 asks for it:
 * https://github.com/Lightning-AI/pytorch-lightning/blob/2.5.0/src/lightning/fabric/plugins/io/torch_io.py
 */
export function weightsOnlySeverity(targets: Targets | undefined): Severity {
  const torch = torchVersion(targets?.torch ?? '');
  if (torch === undefined || !isSince(torch, '2.6')) return 'note';
  const lightning = torchVersion(targets?.lightning ?? '');
  if (lightning === undefined) return 'error';
  return isSince(lightning, '2.4') && !isSince(lightning, '2.6') ? 'note' : 'error';
}
