import { type CkptErrorOptions, MalformedError, type Place } from '../../errors.ts';
import type { Anomaly } from '../../model/checkpoint.ts';

/** What the reference reader calls its errors, in the words of `SafeTensorError`. */
export type Problem =
  | 'header-too-small'
  | 'header-too-large'
  | 'invalid-header-length'
  | 'invalid-header'
  | 'invalid-header-deserialization'
  | 'invalid-offset'
  | 'validation-overflow'
  | 'misaligned-slice'
  | 'tensor-invalid-info'
  | 'metadata-incomplete-buffer';

export function problem(name: Problem, cause?: unknown): CkptErrorOptions {
  return { kind: `safetensors/${name}`, cause };
}

/** What is to be said of one header: anomalies are kept, errors are made for the caller to throw. */
export interface HeaderReport {
  readonly file: string;
  readonly anomalies: readonly Anomaly[];
  add(kind: string, offset: number, data: Anomaly['data'], tensor?: string): void;
  /** JSON that does not say what a header has to say. */
  wrong(finding: string, offset: number, cause?: unknown): MalformedError;
}

export function headerReport(file: string): HeaderReport {
  const anomalies: Anomaly[] = [];
  const place = (offset: number): Place => ({ file, offset });
  return {
    file,
    anomalies,
    add: (kind, offset, data, tensor) => {
      const path = tensor !== undefined && { path: tensor };
      anomalies.push({ kind, place: place(offset), ...path, data });
    },
    wrong: (finding, offset, cause) =>
      new MalformedError(finding, place(offset), problem('invalid-header-deserialization', cause)),
  };
}
