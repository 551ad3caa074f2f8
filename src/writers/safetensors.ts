/**
 * Writes safetensors as the reference writer does: types with the widest alignment first, then by name;
 * the header without spaces, padded to 8 bytes.
 * https://github.com/huggingface/safetensors/blob/main/safetensors/src/tensor.rs
 */

import { DTYPES_BY_NAME } from '../formats/safetensors/dtypes.ts';
import { sortByName } from '../formats/safetensors/name-order.ts';
import type { DType } from '../model/dtype.ts';
import { bytesDraft, type Draft, joinedDraft } from './draft.ts';
import type { NamedElements } from './elements.ts';

/** How the format spells a type, and its place in the order of types. */
const SPELLINGS: ReadonlyMap<DType, { readonly name: string; readonly rank: number }> = new Map([
  ...Array.from(DTYPES_BY_NAME, ([name, dtype], rank) => [dtype, { name, rank }] as const),
  // The reference counts the halves of its bytes.
  ['float4_e2m1fn_x2', { name: 'F4', rank: 1 }] as const,
]);

/** Whether the format has the type. */
export function isSafetensorsDType(dtype: DType): boolean {
  return SPELLINGS.has(dtype);
}

/** The order in which tensors lie in the file. */
function safetensorsOrder(tensors: readonly NamedElements[]): NamedElements[] {
  const byName = [...tensors];
  sortByName(byName);
  return byName.sort((a, b) => rankOf(b.dtype) - rankOf(a.dtype));
}

/** Names must be unlike, and of types that the format has. Metadata is written in the order of its names. */
export function safetensorsDraft(
  tensors: readonly NamedElements[],
  metadata: ReadonlyMap<string, string>,
): Draft {
  const ordered = safetensorsOrder(tensors);
  return joinedDraft([
    bytesDraft(header(ordered, metadata)),
    ...ordered.map((one) => one.elements),
  ]);
}

function header(tensors: readonly NamedElements[], metadata: ReadonlyMap<string, string>) {
  const members: string[] = [];
  if (metadata.size > 0) {
    const entries = Array.from(metadata, ([name, value]) => ({ name, value }));
    sortByName(entries);
    const texts = entries.map(({ name, value }) => `${json(name)}:${json(value)}`);
    members.push(`"__metadata__":{${texts.join()}}`);
  }
  let offset = 0;
  for (const { name, dtype, shape, elements } of tensors) {
    const end = offset + elements.byteLength;
    const spelled = json(SPELLINGS.get(dtype)?.name ?? dtype);
    const sizes = headerShape(dtype, shape).join();
    members.push(
      `${json(name)}:{"dtype":${spelled},"shape":[${sizes}],"data_offsets":[${offset},${end}]}`,
    );
    offset = end;
  }
  const text = new TextEncoder().encode(`{${members.join()}}`);
  const length = Math.ceil(text.byteLength / 8) * 8;
  const bytes = new Uint8Array(8 + length).fill(0x20);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(text, 8);
  return bytes;
}

function headerShape(dtype: DType, shape: readonly number[]): readonly number[] {
  if (dtype !== 'float4_e2m1fn_x2') return shape;
  return shape.map((size, axis) => (axis === shape.length - 1 ? 2 * size : size));
}

function rankOf(dtype: DType): number {
  return SPELLINGS.get(dtype)?.rank ?? -1;
}

/** As serde_json escapes valid text, which is as JavaScript does. */
const json = (text: string): string => JSON.stringify(text);
