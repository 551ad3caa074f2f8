import type { ByteSource } from '../../src/bytes/source.ts';
import { memorySource } from '../../src/bytes/source.ts';
import type { OpenContext, Probe } from '../../src/formats/format.ts';
import { safetensors } from '../../src/formats/safetensors/index.ts';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import type { Checkpoint } from '../../src/model/checkpoint.ts';
import type { Tensor } from '../../src/model/value.ts';
import { concat, text, u64 } from './bytes.ts';

export interface EntryText {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/** A whole file: `header` as it is, or as JSON, and `dataLength` bytes that count up from 0. */
export function safetensorsBytes(
  header: string | Readonly<Record<string, EntryText | Readonly<Record<string, string>>>>,
  dataLength = 0,
): Uint8Array {
  const bytes = text(typeof header === 'string' ? header : JSON.stringify(header));
  return concat(
    u64(bytes.length),
    bytes,
    Uint8Array.from({ length: dataLength }, (_, i) => i),
  );
}

/** What a probe gives without looking at any other format. */
export function probeOf(source: ByteSource, head: Uint8Array): Probe {
  return { source, head: head.subarray(0, 16) };
}

export function openBytes(
  bytes: Uint8Array,
  context: Partial<OpenContext> = {},
  name = 'm.safetensors',
): Promise<Checkpoint> {
  const probe = probeOf(memorySource(name, bytes), bytes);
  return safetensors.open(probe, { limits: DEFAULT_LIMITS, ...context });
}

export function tensorsIn({ root }: Checkpoint): [string, Tensor][] {
  if (root === null || typeof root !== 'object' || root.kind !== 'mapping') {
    throw new Error('the root is no mapping');
  }
  return Array.from(root.entries, ([name, value]) => [String(name), value as Tensor]);
}

export function kindsOf({ anomalies }: Checkpoint): string[] {
  return anomalies.map(({ kind }) => kind);
}

/** A source that keeps the ranges that were read of it. */
export function logged(source: ByteSource): ByteSource & { reads: [number, number][] } {
  const reads: [number, number][] = [];
  return {
    ...source,
    reads,
    read(start, end) {
      reads.push([start, end]);
      return source.read(start, end);
    },
  };
}
