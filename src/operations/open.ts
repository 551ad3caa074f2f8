import type { ByteSource } from '../bytes/source.ts';
import type { Format, OpenContext } from '../formats/format.ts';
import { formats as allFormats } from '../formats/index.ts';
import { openWith } from '../formats/open-with.ts';
import { DEFAULT_LIMITS } from '../limits.ts';
import type { Anomaly, Checkpoint } from '../model/checkpoint.ts';

export type OpenOptions = Partial<OpenContext> & {
  /** Formats to try, in order. */
  readonly formats?: readonly Format[];
};

/**
 * Opens a checkpoint: reads what describes its tensors, and none of their data.
 *
 * Throws an `UnknownFormatError` that says what the file is where it is no checkpoint, a
 * `MalformedError` where no tree can be built of it, a `LimitError` where it asks for more than
 * `limits` grant, and what `source` throws.
 */
export async function open(source: ByteSource, options: OpenOptions = {}): Promise<Checkpoint> {
  const { formats = allFormats, limits = DEFAULT_LIMITS, ...rest } = options;
  const checkpoint = await openWith(formats, source, { limits, ...rest });
  const odd = oddName(checkpoint, formats);
  return odd ? { ...checkpoint, anomalies: [odd, ...checkpoint.anomalies] } : checkpoint;
}

/** Names that promise something which no format here is. */
const OTHER_NAMES =
  /\.(?:txt|json|html?|ya?ml|csv|gz|xz|zst|h5|hdf5|keras|gguf|onnx|npz?|msgpack)$/i;

/** The anomaly of a file named like another kind of file. */
function oddName({ file, format }: Checkpoint, formats: readonly Format[]): Anomaly | undefined {
  const name = file.toLowerCase();
  const own = formats.find(({ id }) => id === format.id)?.extensions ?? [];
  if (own.some((extension) => name.endsWith(extension))) return undefined;
  const others = formats.flatMap(({ extensions }) => extensions);
  const isOther = others.some((extension) => name.endsWith(extension)) || OTHER_NAMES.test(name);
  if (!isOther) return undefined;
  const extension = /\.[^./\\]*$/.exec(name)?.[0] ?? name;
  return { kind: 'wrong-extension', place: { file }, data: { extension, title: format.title } };
}
