import type { Anomaly, Checkpoint } from '../model/checkpoint.ts';
import type { Format } from './format.ts';

/** Names that promise something which no format here is. */
const OTHER_NAMES =
  /\.(?:txt|json|html?|ya?ml|csv|gz|xz|zst|h5|hdf5|keras|gguf|onnx|npz?|msgpack)$/i;

/** A checkpoint with the anomaly of a file that is named like another kind of file. */
export function withOddName(checkpoint: Checkpoint, formats: readonly Format[]): Checkpoint {
  const odd = oddName(checkpoint, formats);
  return odd ? { ...checkpoint, anomalies: [odd, ...checkpoint.anomalies] } : checkpoint;
}

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
