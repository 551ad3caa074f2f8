/** Which files are checkpoints, by their names: a folder is not opened file by file to find out. */

/** What an interrupted writer or download leaves. */
const UNFINISHED = /\.(?:tmp|part|partial|incomplete|crdownload)[\w.-]*$/i;
const CHECKPOINT =
  /\.(?:ckpt|pt2?|ptl|pth|safetensors|torchscript)$|\.(?:ckpt|pt|pth)\.tar$|\.(?:safetensors|bin)\.index(?:\.[\w-]+)?\.json$/i;
/** Anything may be a `.bin` or a pickle: only with a word that says so. */
const VAGUE = /\.(?:bin|pkl|pickle)$/i;
const SAYING =
  /(?:^|[^a-z])(?:model|weights?|checkpoint|ckpt|epoch|step|best|last|latest)(?![a-z])/i;

/**
 * Files beside the weights in the folders of transformers, accelerate and DeepSpeed: parts of a
 * checkpoint that is a folder.
 * https://github.com/huggingface/accelerate/blob/v1.0.0/src/accelerate/utils/constants.py
 */
const PART =
  /^(?:optimizer|scheduler|scaler|sampler|dl_state_dict)(?:_\d+)?\.(?:pt|bin)$|^rng_state(?:_\d+)?\.pth$|^random_states_\d+\.pkl$|^custom_checkpoint_\d+\.pkl$|^training_args\.bin$|_optim_states\.pt$/;

export function isCheckpointName(name: string): boolean {
  const whole = name.replace(UNFINISHED, '');
  if (PART.test(whole)) return false;
  return CHECKPOINT.test(whole) || (VAGUE.test(whole) && SAYING.test(whole));
}

export function isUnfinishedName(name: string): boolean {
  return UNFINISHED.test(name);
}
