/** Whether less or more of a metric is better, as its name tells. */

const LESS: ReadonlySet<string> = new Set(
  (
    'loss nll ce bce mse rmse mae mape error errors err wer cer perplexity ppl abs_rel sq_rel sqr_rel ' +
    'rmse_log fid kid lpips chamfer hausdorff regret eer ece brier kl'
  ).split(' '),
);
const MORE: ReadonlySet<string> = new Set(
  (
    'acc acc1 acc5 accuracy auc auroc auprc ap map f1 fbeta precision recall hit hits hr ndcg mrr iou miou ' +
    'dice jaccard psnr ssim bleu rouge r2 kappa mcc pearson spearman reward return a1 a2 a3'
  ).split(' '),
);
/** What turns a name around, as in `neg_mse`: then nobody knows. */
const TURNED: ReadonlySet<string> = new Set(['neg', 'negative', 'minus', 'inverse', 'inv']);
/** Whatever else a name says, `map_loss` is a loss. */
const FIRST: ReadonlySet<string> = new Set(['loss', 'error', 'errors', 'err']);

/** `undefined` where the name says nothing, or both. */
export function directionOf(metric: string): 'min' | 'max' | undefined {
  const name = metric.toLowerCase();
  const words = name.split(/[^a-z0-9]+/).filter((word) => word !== '');
  if (words.some((word) => TURNED.has(word))) return undefined;
  if (words.some((word) => FIRST.has(word))) return 'min';
  // Names of two words, as `abs_rel`.
  const pairs = words.map((word, index) => `${word}_${words[index + 1] ?? ''}`);
  const isLess = [...words, ...pairs].some((word) => LESS.has(word));
  const isMore = words.some((word) => MORE.has(word));
  if (isLess === isMore) return undefined;
  return isLess ? 'min' : 'max';
}
