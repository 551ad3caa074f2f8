export const CONVERT_TARGETS = [
  'safetensors',
  'pt',
  'ckpt',
  'npz',
  'json',
  'ndjson',
  'yaml',
  'csv',
  'md',
] as const;

export const CONVERT_DTYPES = ['bf16', 'f16', 'f32'] as const;

/** The options of `convert`. */
export interface ConvertOptions {
  readonly to?: (typeof CONVERT_TARGETS)[number];
  readonly select?: string;
  readonly ema?: boolean;
  readonly raw?: boolean;
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly stripPrefix?: string;
  readonly addPrefix?: string;
  readonly rename?: readonly string[];
  readonly dtype?: (typeof CONVERT_DTYPES)[number];
  readonly keepDtype?: readonly string[];
  readonly drop?: readonly string[];
  readonly set?: readonly string[];
  readonly unset?: readonly string[];
  readonly plain?: boolean;
  readonly dropOpaque?: boolean;
  readonly metadata?: readonly string[];
  readonly hyperparametersAsMetadata?: boolean;
  readonly shardSize?: string;
  readonly merge?: boolean;
  readonly dryRun?: boolean;
  readonly force?: boolean;
  readonly check?: boolean;
  readonly limit?: readonly string[];
}
