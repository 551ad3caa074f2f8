/**
 * What `torch.save` writes since torch 1.6: a zip archive of a pickle, `data.pkl`, and the bytes of
 * each storage, `data/N`.
 * https://github.com/pytorch/pytorch/blob/v2.13.0/caffe2/serialize/inline_container.h
 */
import type { Anomaly } from '../../model/checkpoint.ts';
import type { Value } from '../../model/value.ts';
import type { Format } from '../format.ts';
import { namesOf, requireZip, type ZipRecords } from '../zip-records.ts';
import { archiveAnomalies, SELF_DESCRIPTION, selfDescription } from './archive-facts.ts';
import { readObject } from './archive-object.ts';
import { torchWriter } from './writer.ts';

export const TORCH_EXTENSIONS = ['.pt', '.pth', '.bin', '.ckpt', '.tar', '.pkl', '.model', '.th'];
const DATA_PKL = 'data.pkl';

export const pytorch: Format = {
  id: 'pytorch',
  title: 'PyTorch checkpoint',
  extensions: TORCH_EXTENSIONS,

  recognizes: ({ zip }) => zip?.records.has(DATA_PKL) ?? false,

  async open(probe, context) {
    const { source } = probe;
    const { zip, entry } = requireZip(probe, DATA_PKL);
    const anomalies: Anomaly[] = archiveAnomalies(zip);
    const metadata = await selfDescription(zip, anomalies);
    const folder = storageFolder(zip);
    const { value, protocol, globals, used } = await readObject(zip, entry, {
      context,
      anomalies,
      byteOrder: metadata.get('byteorder'),
      storageName: (key) => folder + key,
    });
    const unused = unusedStorages(zip, folder, used);
    if (unused !== undefined) anomalies.push(unused);
    const known = new Set<string>([DATA_PKL, ...SELF_DESCRIPTION]);
    const others = namesOf(zip, (name) => !used.has(name) && !known.has(name));
    return {
      file: source.name,
      byteLength: source.byteLength,
      format: {
        id: pytorch.id,
        title: pytorch.title,
        writer: torchWriter(zip, metadata.get('version')),
        notes: ['zip', `pickle protocol ${protocol}`],
      },
      root: value,
      extras: new Map<string, Value>(others.items.length > 0 ? [['other entries', others]] : []),
      metadata,
      globals,
      anomalies,
    };
  },
};

/** torch 1.4, where this layout was new, had another name for it. */
function storageFolder({ records }: ZipRecords): string {
  for (const name of records.keys()) if (name.startsWith('tensors/')) return 'tensors/';
  return 'data/';
}

/** Storages that the pickle never names: only space. */
function unusedStorages(
  { archive, records }: ZipRecords,
  folder: string,
  used: ReadonlySet<string>,
): Anomaly | undefined {
  let count = 0;
  let byteLength = 0;
  for (const [name, entry] of records) {
    if (!name.startsWith(folder) || used.has(name) || entry.byteLength === 0) continue;
    count += 1;
    byteLength += entry.byteLength;
  }
  if (count === 0) return undefined;
  return {
    kind: 'unused-storages',
    place: { file: archive.source.name },
    data: { count, byteLength },
  };
}
