/** Checkpoints converted in memory. */
import { memorySource } from '../../src/bytes/source.ts';
import type { Checkpoint } from '../../src/model/checkpoint.ts';
import type { Value } from '../../src/model/value.ts';
import { type Conversion, planConversion } from '../../src/operations/convert/plan.ts';
import type { ConversionRequest, EditRequest } from '../../src/operations/convert/request.ts';
import { inspect } from '../../src/operations/inspect.ts';
import { open } from '../../src/operations/open.ts';
import { typedJsonText } from '../../src/render/typed-json.ts';
import type { Draft } from '../../src/writers/draft.ts';
import { sha256 } from './goldens.ts';

/** All bytes of a draft; they must be as many as it said. */
export async function bytesOf(draft: Draft): Promise<Uint8Array> {
  const all = new Uint8Array(draft.byteLength);
  let position = 0;
  for await (const chunk of draft.chunks()) {
    all.set(chunk, position);
    position += chunk.byteLength;
  }
  if (position !== draft.byteLength) throw new Error(`${position} of ${draft.byteLength} bytes`);
  return all;
}

/** A tree as if it had been opened. */
export function checkpointOf(root: Value): Checkpoint {
  return {
    file: 'in.pt',
    byteLength: 0,
    format: { id: 'pytorch', title: 'PyTorch checkpoint' },
    root,
    extras: new Map(),
    metadata: new Map(),
    globals: [],
    anomalies: [],
  };
}

export type Asked = Partial<ConversionRequest> & EditRequest;

export interface Converted {
  readonly conversion: Conversion;
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The output, opened. */
  readonly output: Checkpoint;
}

/** Converts, and opens what it became. The last file is the one to open. */
export async function converted(checkpoint: Checkpoint, asked: Asked = {}): Promise<Converted> {
  const conversion = planConversion(checkpoint, { target: 'pt', stem: 'out', ...asked });
  const files = new Map<string, Uint8Array>();
  for (const file of conversion.files) files.set(file.name, await bytesOf(file));
  const sourceOf = (name: string) => memorySource(name, files.get(name) ?? new Uint8Array());
  const last = conversion.files.at(-1)?.name ?? '';
  const output = await open(sourceOf(last), { openSibling: async (name) => sourceOf(name) });
  return { conversion, files, output };
}

/** Everything a tree says, tensors by their digests. `loosely`: not how they lie in their storages. */
export async function contentText(checkpoint: Checkpoint, loosely = false): Promise<string> {
  const report = await inspect(
    { ...checkpointOf(checkpoint.root), file: 'x' },
    { sha256: () => sha256() },
  );
  const text = typedJsonText(report);
  return loosely
    ? text.replace(
        /"(?:strides|storage|storage_offset|storage_bytes)":(?:\[[^\]]*\]|null|\d+),?/g,
        '',
      )
    : text;
}
