import type { SectionName } from '../../operations/sections.ts';

export const FORMATS = ['text', 'json', 'typed-json', 'yaml'] as const;
export const SORTS = ['name', 'size', 'shape', 'dtype'] as const;

/** The options of `inspect`. */
export interface InspectOptions {
  readonly tensors?: boolean;
  readonly sort?: (typeof SORTS)[number];
  readonly filter?: readonly string[];
  readonly path?: string;
  readonly section?: SectionName;
  readonly depth?: number;
  readonly all?: boolean;
  readonly values?: number;
  readonly hash?: boolean;
  readonly salvage?: boolean;
  readonly format: (typeof FORMATS)[number];
  readonly limit?: readonly string[];
}

export const INSPECT_DEFAULTS: InspectOptions = { format: 'text' };

/** Whether a list of tensors is asked for rather than the tree: choosing or ordering them says so. */
export function isList({ tensors, filter, sort }: InspectOptions): boolean {
  return tensors === true || sort !== undefined || (filter ?? []).length > 0;
}
