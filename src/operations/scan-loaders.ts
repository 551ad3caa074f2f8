/** Which loaders take a file, as far as that can be told without them. */
import type { ByteSource } from '../bytes/source.ts';
import { isContentError, SourceError } from '../errors.ts';
import type { Limits } from '../limits.ts';
import { predictWeightsOnly } from '../loads/weights-only.ts';
import type { Contents } from '../security/evidence.ts';

export interface LoaderAnswer {
  readonly loader: string;
  readonly loads: boolean | 'unknown';
  readonly why?: string;
  /** A stable word for why not. */
  readonly kind?: string;
}

export async function loaderAnswers(
  source: ByteSource,
  { kind, refusal }: Contents,
  limits: Limits,
  torch: string | undefined,
): Promise<readonly LoaderAnswer[]> {
  switch (kind) {
    case 'safetensors':
      return [
        {
          loader: 'safetensors',
          loads: refusal === undefined,
          ...(refusal !== undefined && { why: refusal.finding, kind: refusal.kind }),
        },
      ];
    case 'npy':
    case 'other':
      return [];
    default:
      return [await weightsOnlyAnswer(source, limits, torch)];
  }
}

async function weightsOnlyAnswer(
  source: ByteSource,
  limits: Limits,
  torch: string | undefined,
): Promise<LoaderAnswer> {
  try {
    const options = torch === undefined ? { limits } : { limits, torch };
    const verdict = await predictWeightsOnly(source, options);
    const loader = `torch.load(weights_only=True) of torch ${verdict.torch}`;
    if (verdict.loads === true) return { loader, loads: true };
    if (verdict.loads === 'unknown') return { loader, loads: 'unknown', why: verdict.why };
    const { blocking, error, remedy } = verdict;
    const names = blocking.length === 1 ? 'a name is' : `${blocking.length} names are`;
    const cure = remedy === undefined ? '' : '; allowing what it asks for is enough';
    const why = blocking.length > 0 ? `${names} not allowed${cure}` : error.detail;
    const [sentence = ''] = why.split('. ', 1);
    return {
      loader,
      loads: false,
      why: sentence === '' ? error.exception : sentence,
      kind: error.kind,
    };
  } catch (error) {
    const loader = 'torch.load(weights_only=True)';
    if (error instanceof SourceError && error.kind === 'changed') {
      return { loader, loads: 'unknown', why: error.finding };
    }
    if (!isContentError(error)) throw error;
    return { loader, loads: false, why: error.finding };
  }
}
