/**
 * TorchScript archives of `torch.jit.save`: the module’s attributes as a pickle, its methods as code.
 * https://github.com/pytorch/pytorch/blob/v2.13.0/torch/csrc/jit/docs/serialization.md
 */
import { LimitError } from '../../errors.ts';
import type { Limits } from '../../limits.ts';
import type { Anomaly, GlobalName } from '../../model/checkpoint.ts';
import { isKind, type Opaque, type Tensor, type Value } from '../../model/value.ts';
import type { Format } from '../format.ts';
import { namesOf, recordBytes, requireZip, type ZipRecords } from '../zip-records.ts';
import { archiveAnomalies, SELF_DESCRIPTION, selfDescription } from './archive-facts.ts';
import { type ArchiveObjectOptions, readObject } from './archive-object.ts';

/** torch’s own and only test for TorchScript. */
const CONSTANTS = 'constants.pkl';
const DATA_PKL = 'data.pkl';

export const torchScript: Format = {
  id: 'torchscript',
  title: 'TorchScript module',
  extensions: ['.pt', '.pth', '.ptl', '.zip', '.torchscript'],

  recognizes: ({ zip }) => (zip?.records.has(CONSTANTS) && zip.records.has(DATA_PKL)) === true,

  async open(probe, context) {
    const { source } = probe;
    const { zip, entry } = requireZip(probe, DATA_PKL);
    const anomalies: Anomaly[] = archiveAnomalies(zip);
    const metadata = await selfDescription(zip, anomalies);
    const options = { context, anomalies, byteOrder: metadata.get('byteorder') };
    const storageName = (key: string) => `data/${key}`;
    const object = await readObject(zip, entry, { ...options, storageName });
    const globals: GlobalName[] = [...object.globals];
    const extras = new Map<string, Value>([['module', object.value]]);
    for (const part of ['constants', 'traced_inputs']) {
      const read = await readPart(zip, part, options);
      if (read === undefined) continue;
      globals.push(...read.globals);
      if (!isEmpty(read.value)) extras.set(part.replace('_', ' '), read.value);
    }
    for (const [title, items] of members(zip)) if (items.length > 0) extras.set(title, list(items));
    const isLite = zip.records.has('bytecode.pkl');
    return {
      file: source.name,
      byteLength: source.byteLength,
      format: {
        id: torchScript.id,
        title: isLite ? 'TorchScript module for the lite interpreter' : torchScript.title,
        notes: ['zip', `version ${metadata.get('version') ?? 'unknown'}`, 'contains code'],
      },
      root: {
        kind: 'mapping',
        type: 'dict',
        entries: await namedTensors(zip, object.value, anomalies, context.limits),
      },
      extras,
      metadata,
      globals,
      anomalies,
    };
  },
};

type PartOptions = Omit<ArchiveObjectOptions, 'storageName'>;

/** A further pickle of the archive, whose storages lie in a folder of its own. */
async function readPart(zip: ZipRecords, name: string, options: PartOptions) {
  const entry = zip.records.get(`${name}.pkl`);
  if (entry === undefined) return undefined;
  return readObject(zip, entry, { ...options, storageName: (key) => `${name}/${key}` });
}

function isEmpty(value: Value): boolean {
  return isKind(value, 'tuple') && value.items.length === 0;
}

function list(items: readonly string[]): Value {
  return { kind: 'list', items };
}

/** Entries by what they are, for people. */
function members(zip: ZipRecords): [title: string, names: readonly string[]][] {
  const named = (isWanted: (name: string) => boolean) => namesOf(zip, isWanted).items;
  const known = new Set<string>([...SELF_DESCRIPTION, DATA_PKL, CONSTANTS, 'traced_inputs.pkl']);
  return [
    ['code', named((name) => name.startsWith('code/') && !name.endsWith('.debug_pkl'))],
    ['extra files', named((name) => name.startsWith('extra/'))],
    [
      'other entries',
      named(
        (name) => !known.has(name) && !/^(?:code|extra|data|constants|traced_inputs)\//.test(name),
      ),
    ],
  ];
}

/** Parameters, then buffers, each under its dotted name: own ones before those of submodules. */
async function namedTensors(
  zip: ZipRecords,
  module: Value,
  anomalies: Anomaly[],
  limits: Limits,
): Promise<Map<string, Tensor>> {
  const parameters = new Map<string, Tensor>();
  const buffers = new Map<string, Tensor>();
  const classes = new ClassParameters(zip, anomalies, limits);
  const visit = async (value: Opaque, prefix: string): Promise<void> => {
    const own = await classes.of(value.type);
    const submodules: [Opaque, string][] = [];
    for (const [name, attribute] of attributesOf(value)) {
      if (isKind(attribute, 'tensor')) {
        const isParameter = own?.has(name) ?? attribute.requiresGrad;
        (isParameter ? parameters : buffers).set(prefix + name, attribute);
      } else if (isModule(attribute)) submodules.push([attribute, `${prefix}${name}.`]);
    }
    for (const [submodule, name] of submodules) await visit(submodule, name);
  };
  if (isModule(module)) await visit(module, '');
  return new Map([...parameters, ...buffers]);
}

function isModule(value: Value): value is Opaque {
  return isKind(value, 'opaque') && isKind(value.state, 'mapping');
}

function attributesOf({ state }: Opaque): [name: string, value: Value][] {
  if (!isKind(state, 'mapping')) return [];
  return [...state.entries].filter((pair): pair is [string, Value] => typeof pair[0] === 'string');
}

/**
 * Which attributes of a class are parameters, as its code lists them:
 * `__parameters__ = ["weight", "bias", ]`. The pickle does not tell them from buffers.
 */
class ClassParameters {
  readonly #zip: ZipRecords;
  readonly #anomalies: Anomaly[];
  readonly #limits: Limits;
  readonly #byFile = new Map<string, Promise<ReadonlyMap<string, ReadonlySet<string>>>>();

  constructor(zip: ZipRecords, anomalies: Anomaly[], limits: Limits) {
    this.#zip = zip;
    this.#anomalies = anomalies;
    this.#limits = limits;
  }

  async of(type: string): Promise<ReadonlySet<string> | undefined> {
    const dot = type.lastIndexOf('.');
    const file = `code/${type.slice(0, dot).replaceAll('.', '/')}.py`;
    let classes = this.#byFile.get(file);
    if (classes === undefined) {
      classes = this.#read(file);
      this.#byFile.set(file, classes);
    }
    return (await classes).get(type.slice(dot + 1));
  }

  async #read(file: string): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
    const entry = this.#zip.records.get(file);
    if (entry === undefined) return new Map();
    try {
      const code = new TextDecoder().decode(
        await recordBytes(this.#zip, entry, this.#limits, 'codeBytes'),
      );
      return parameterLists(code);
    } catch (error) {
      if (!(error instanceof LimitError)) throw error;
      const { place, finding } = error;
      this.#anomalies.push({ kind: 'unread-code', place, data: { finding } });
      return new Map();
    }
  }
}

const CLASS_HEAD = /^class (\w+)\(Module\):\n {2}__parameters__ = \[(.*)\]$/gm;

function parameterLists(code: string): Map<string, ReadonlySet<string>> {
  const lists = new Map<string, ReadonlySet<string>>();
  for (const [, name = '', names = ''] of code.matchAll(CLASS_HEAD)) {
    lists.set(name, new Set(Array.from(names.matchAll(/"([^"]*)"/g), ([, quoted = '']) => quoted)));
  }
  return lists;
}
