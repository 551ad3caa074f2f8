import { DTYPES, isDType } from '../../model/dtype.ts';
import type { NdArray, Tensor } from '../../model/value.ts';

/** Tensors that modules save beside their parameters, by the last part of their names. */
const BUFFER =
  /(?:^|\.)(?:running_mean|running_var|num_batches_tracked|position_ids|inv_freq|original_inv_freq|cos_cached|sin_cached|relative_position_index|relative_coords_table|attn_mask|masked_bias)$/;

/** Names of buffers that parameters may have too. */
const LIKELY_BUFFER =
  /(?:^|\.)(?:mean|std|pixel_mean|pixel_std|pe|mask|\w+_mask|freqs|cos|sin|anchors|anchor_grid|grid)$/;

/** Whether a tensor of a state dict is a parameter, by its name and its type: only floats are trained. */
export function isParameter(name: string, tensor: Tensor | NdArray): boolean {
  if (!isDType(tensor.dtype)) return false;
  const { kind } = DTYPES[tensor.dtype];
  if (kind !== 'float' && kind !== 'complex' && kind !== 'quantized') return false;
  return isMarked(tensor) || !(BUFFER.test(name) || isCausalMask(name, tensor.shape));
}

export function isLikelyBuffer(name: string): boolean {
  return LIKELY_BUFFER.test(name);
}

/** Within a pickled module parameters are told from buffers. */
function isMarked(tensor: Tensor | NdArray): boolean {
  return tensor.kind === 'tensor' && tensor.parameter;
}

/** GPT-2 keeps the mask of its attention as a bias. */
function isCausalMask(name: string, shape: readonly number[] | null): boolean {
  return (
    shape?.length === 4 && shape[0] === 1 && shape[1] === 1 && /(?:^|\.)attn\.bias$/.test(name)
  );
}
