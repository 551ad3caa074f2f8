/**
 * Programs saved by `torch.export.save` (.pt2): the graph as JSON, each tensor as a record.
 * https://github.com/pytorch/pytorch/blob/v2.13.0/torch/export/pt2_archive/constants.py
 */
import type { ZipEntry } from '../../containers/zip-entry.ts';
import type { Anomaly } from '../../model/checkpoint.ts';
import type { Value } from '../../model/value.ts';
import type { Format, OpenContext } from '../format.ts';
import { openWith } from '../open-with.ts';
import { namesOf, requireZip, type ZipRecords } from '../zip-records.ts';
import { archiveAnomalies, SELF_DESCRIPTION, selfDescription } from './archive-facts.ts';
import { readWeights } from './export-weights.ts';
import { pytorch } from './index.ts';
import { pytorchLegacy } from './legacy.ts';

const ARCHIVE_FORMAT = 'archive_format';
/** Torch 2.1 to 2.7 put everything at the root, tensors in files of `torch.save`. */
const OLD_PROGRAM = 'serialized_exported_program.json';
const OLD_PARTS = [
  ['constants', 'serialized_constants.pt'],
  ['example inputs', 'serialized_example_inputs.pt'],
] as const;

export const torchExport: Format = {
  id: 'pt2',
  title: 'torch.export program',
  extensions: ['.pt2', '.zip'],

  // One with an object of `torch.save` is loaded as that, whatever else it says to be.
  recognizes: ({ zip }) =>
    zip !== undefined &&
    (zip.records.has(ARCHIVE_FORMAT) || zip.records.has(OLD_PROGRAM)) &&
    !zip.records.has('data.pkl'),

  async open(probe, context) {
    const { source } = probe;
    const isOld = probe.zip?.records.has(OLD_PROGRAM) === true;
    const { zip } = requireZip(probe, isOld ? OLD_PROGRAM : ARCHIVE_FORMAT);
    // The old layout has no folder, as a rule.
    const anomalies = archiveAnomalies(zip).filter(({ kind }) => !isOld || kind !== 'no-folder');
    const metadata = isOld ? new Map<string, string>() : await selfDescription(zip, anomalies);
    const parts = isOld
      ? await oldParts(zip, context, anomalies)
      : await newParts(zip, context, anomalies);
    const code = namesOf(zip, (name) => /(?:^|\/)aotinductor\/.*\.(?:so|cpp|cubin|o)$/.test(name));
    const extras = new Map<string, Value>(parts.extras);
    if (code.items.length > 0) extras.set('compiled code', code);
    const programs = namesOf(
      zip,
      (name) => name === OLD_PROGRAM || /^models\/.*\.json$/.test(name),
    );
    if (programs.items.length > 0) extras.set('programs', programs);
    const known = new Set<string>([
      ...SELF_DESCRIPTION,
      ...parts.used,
      ...code.items,
      ...programs.items,
      ARCHIVE_FORMAT,
      'archive_version',
    ]);
    const others = namesOf(zip, (name) => !known.has(name));
    if (others.items.length > 0) extras.set('other entries', others);
    return {
      file: source.name,
      byteLength: source.byteLength,
      format: {
        id: torchExport.id,
        title: torchExport.title,
        writer: isOld ? 'torch 2.1 to 2.7' : 'torch 2.8 or later',
        notes: ['zip', ...(code.items.length > 0 ? ['contains compiled code'] : [])],
      },
      root: { kind: 'mapping', type: 'dict', entries: parts.tensors },
      extras,
      metadata,
      globals: parts.globals,
      anomalies,
    };
  },
};

interface Parts {
  readonly tensors: ReadonlyMap<Value, Value>;
  readonly extras: readonly (readonly [string, Value])[];
  readonly globals: Awaited<ReturnType<typeof openNested>>['globals'];
  readonly used: readonly string[];
}

async function newParts(
  zip: ZipRecords,
  context: OpenContext,
  anomalies: Anomaly[],
): Promise<Parts> {
  const openPickled = (entry: ZipEntry) => openNested(zip, entry, context);
  const options = { limits: context.limits, anomalies, openPickled };
  const weights = await readWeights(zip, 'data/weights/', options);
  const constants = await readWeights(zip, 'data/constants/', options);
  const named: Value = { kind: 'mapping', type: 'dict', entries: constants.tensors };
  return {
    tensors: weights.tensors,
    extras: constants.tensors.size > 0 ? [['constants', named]] : [],
    globals: [...weights.globals, ...constants.globals],
    used: [...weights.used, ...constants.used],
  };
}

async function oldParts(
  zip: ZipRecords,
  context: OpenContext,
  anomalies: Anomaly[],
): Promise<Parts> {
  const globals: Parts['globals'][number][] = [];
  const read = async (name: string): Promise<Value | undefined> => {
    const entry = zip.records.get(name);
    if (entry === undefined || entry.byteLength === 0) return undefined;
    const checkpoint = await openNested(zip, entry, context);
    globals.push(...checkpoint.globals);
    anomalies.push(...checkpoint.anomalies);
    return checkpoint.root;
  };
  const STATE_DICT = 'serialized_state_dict.pt';
  const weights = await read(STATE_DICT);
  const extras: [string, Value][] = [];
  for (const [title, name] of OLD_PARTS) {
    const value = await read(name);
    if (value !== undefined) extras.push([title, value]);
  }
  const isDict = typeof weights === 'object' && weights?.kind === 'mapping';
  return {
    tensors: isDict ? weights.entries : new Map(),
    extras: isDict || weights === undefined ? extras : [['state dict', weights], ...extras],
    globals,
    used: [STATE_DICT, ...OLD_PARTS.map(([, name]) => name)],
  };
}

/** A record that is a whole file of `torch.save`. */
function openNested({ archive }: ZipRecords, entry: ZipEntry, context: OpenContext) {
  return openWith([pytorch, pytorchLegacy], archive.open(entry), context);
}
