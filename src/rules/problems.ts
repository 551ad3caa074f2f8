/** Which rule speaks of an error that kept a file from being opened: each error has exactly one. */
import {
  type CkptError,
  LimitError,
  SourceError,
  TruncatedError,
  UnknownFormatError,
  UnsupportedError,
} from '../errors.ts';

/** By the kind of the error. */
const BY_KIND: readonly (readonly [kind: RegExp, rule: string])[] = [
  [/^safetensors\/invalid-header/, 'safetensors/header'],
  [/^safetensors\/metadata-incomplete-buffer/, 'safetensors/data-length'],
  [/^safetensors\//, 'safetensors/layout'],
  [/^shard-index\//, 'shards/index'],
  [/^text-mode-transfer$/, 'file/text-mode-transfer'],
  [/^leading-bytes$/, 'zip/leading-bytes'],
  [/^zip-trailing$/, 'zip/trailing-bytes'],
  [/^no-data-pkl$/, 'torch/no-pickle'],
  [/^(?:zip-|deflate$)/, 'zip/broken'],
  [/^pickle$/, 'pickle/malformed'],
];

export function problemRule(error: CkptError): string {
  if (error instanceof SourceError) return 'file/unreadable';
  if (error instanceof UnknownFormatError) return 'file/no-checkpoint';
  if (error instanceof UnsupportedError) return 'file/unsupported';
  if (error instanceof LimitError) return 'file/limit';
  if (error instanceof TruncatedError) return 'file/truncated';
  const { kind = '' } = error;
  return BY_KIND.find(([pattern]) => pattern.test(kind))?.[1] ?? 'file/malformed';
}

/** Rules whose findings say that nothing can be told, rather than that the checkpoint is bad. */
export const UNDECIDED: ReadonlySet<string> = new Set([
  'file/unreadable',
  'file/no-checkpoint',
  'file/unsupported',
  'file/limit',
]);
