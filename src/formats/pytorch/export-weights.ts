/** The tensors of a torch.export archive, as its `…_weights_config.json` and `…_constants_config.json` list them. */
import { Cursor } from '../../bytes/cursor.ts';
import type { ZipEntry } from '../../containers/zip-entry.ts';
import { decodeJson, lastMember } from '../../decoders/json.ts';
import type { JsonObject, JsonValue } from '../../decoders/json-value.ts';
import type { Limits } from '../../limits.ts';
import type { Anomaly, Checkpoint, GlobalName } from '../../model/checkpoint.ts';
import type { DType } from '../../model/dtype.ts';
import type { Storage, Tensor, Value } from '../../model/value.ts';
import { recordBytes, type ZipRecords } from '../zip-records.ts';

export interface WeightsOptions {
  readonly limits: Limits;
  readonly anomalies: Anomaly[];
  /** Opens a record that `torch.save` wrote. */
  readonly openPickled: (entry: ZipEntry) => Promise<Checkpoint>;
}

export interface ExportedTensors {
  readonly tensors: Map<Value, Value>;
  readonly globals: GlobalName[];
  /** The records they are in, and the lists. */
  readonly used: string[];
}

/** Reads the lists in `folder`. An entry that makes no tensor is kept as the JSON it is. */
export async function readWeights(
  zip: ZipRecords,
  folder: string,
  options: WeightsOptions,
): Promise<ExportedTensors> {
  const found: ExportedTensors = { tensors: new Map(), globals: [], used: [] };
  const storages = new Map<string, Storage>();
  for (const [name, entry] of zip.records) {
    if (!name.startsWith(folder) || !name.endsWith('_config.json')) continue;
    found.used.push(name);
    for (const { key, value } of await configOf(zip, entry, options.limits)) {
      const record = folder + (textAt(value, 'path_name') ?? '');
      found.used.push(record);
      found.tensors.set(key, await exported(value, record, zip, storages, found.globals, options));
    }
  }
  return found;
}

async function configOf(
  zip: ZipRecords,
  entry: ZipEntry,
  limits: Limits,
): Promise<JsonObject['members']> {
  const bytes = await recordBytes(zip, entry, limits, 'headerBytes');
  const cursor = new Cursor(bytes, `${zip.archive.source.name}!${entry.name}`);
  const json = decodeJson(cursor, { depth: limits.depth, pythonConstants: true });
  const config = json.kind === 'object' ? lastMember(json, 'config') : undefined;
  return config?.kind === 'object' ? config.members : [];
}

async function exported(
  json: JsonValue,
  record: string,
  zip: ZipRecords,
  storages: Map<string, Storage>,
  globals: GlobalName[],
  { anomalies, openPickled }: WeightsOptions,
): Promise<Value> {
  const entry = zip.records.get(record);
  const place = { file: zip.archive.source.name };
  if (entry === undefined) anomalies.push({ kind: 'missing-storage', place, data: { record } });
  else if (isTrue(json, 'use_pickle')) {
    const checkpoint = await openPickled(entry);
    globals.push(...checkpoint.globals);
    anomalies.push(...checkpoint.anomalies);
    return checkpoint.root;
  }
  const meta = json.kind === 'object' ? lastMember(json, 'tensor_meta') : undefined;
  const tensor = meta && tensorOf(meta, isTrue(json, 'is_param'), record, entry, zip, storages);
  if (tensor !== undefined) return tensor;
  anomalies.push({ kind: 'impossible-tensor', place, data: { record } });
  return { kind: 'opaque', type: 'torch.export.tensor_meta', args: [record] };
}

/** `torch._export.serde.schema.ScalarType`; not the numbers of c10. */
const DTYPES: readonly (readonly [code: string, dtype: DType])[] = [
  ['1', 'uint8'],
  ['2', 'int8'],
  ['3', 'int16'],
  ['4', 'int32'],
  ['5', 'int64'],
  ['6', 'float16'],
  ['7', 'float32'],
  ['8', 'float64'],
  ['9', 'complex32'],
  ['10', 'complex64'],
  ['11', 'complex128'],
  ['12', 'bool'],
  ['13', 'bfloat16'],
  ['28', 'uint16'],
  ['29', 'float8_e4m3fn'],
  ['30', 'float8_e5m2'],
  ['31', 'float8_e4m3fnuz'],
  ['32', 'float8_e5m2fnuz'],
  ['33', 'float8_e8m0fnu'],
  ['34', 'uint32'],
  ['35', 'uint64'],
];
const DTYPE_BY_CODE: ReadonlyMap<string, DType> = new Map(DTYPES);
const STRIDED = '7';

function tensorOf(
  meta: JsonValue,
  parameter: boolean,
  record: string,
  entry: ZipEntry | undefined,
  zip: ZipRecords,
  storages: Map<string, Storage>,
): Tensor | undefined {
  if (meta.kind !== 'object') return undefined;
  const dtype = DTYPE_BY_CODE.get(numberText(lastMember(meta, 'dtype')) ?? '');
  const shape = sizesOf(lastMember(meta, 'sizes'));
  const strides = sizesOf(lastMember(meta, 'strides'));
  const storageOffset = sizeOf(lastMember(meta, 'storage_offset'));
  const isStrided = numberText(lastMember(meta, 'layout')) === STRIDED;
  if (dtype === undefined || shape === undefined || strides?.length !== shape.length)
    return undefined;
  if (storageOffset === undefined || !isStrided) return undefined;
  const device = deviceOf(lastMember(meta, 'device'));
  const storage = storages.get(record) ?? {
    kind: 'storage',
    dtype,
    byteLength: entry?.byteLength ?? 0,
    device,
    source: entry === undefined ? null : zip.archive.open(entry),
  };
  storages.set(record, storage);
  return {
    kind: 'tensor',
    dtype,
    shape,
    strides,
    storageOffset,
    storage,
    layout: 'strided',
    device,
    requiresGrad: isTrue(meta, 'requires_grad'),
    parameter,
  };
}

function textAt(json: JsonValue, key: string): string | undefined {
  const value = json.kind === 'object' ? lastMember(json, key) : undefined;
  return value?.kind === 'string' ? value.value : undefined;
}

function isTrue(json: JsonValue, key: string): boolean {
  const value = json.kind === 'object' ? lastMember(json, key) : undefined;
  return value?.kind === 'boolean' && value.value;
}

function numberText(json: JsonValue | undefined): string | undefined {
  return json?.kind === 'number' ? json.text : undefined;
}

/** `{"as_int": 3}`; a symbolic size has another key. */
function sizeOf(json: JsonValue | undefined): number | undefined {
  const size = Number(json?.kind === 'object' ? numberText(lastMember(json, 'as_int')) : undefined);
  return Number.isSafeInteger(size) && size >= 0 ? size : undefined;
}

function sizesOf(json: JsonValue | undefined): number[] | undefined {
  if (json?.kind !== 'array') return undefined;
  const sizes: number[] = [];
  for (const item of json.items) {
    const size = sizeOf(item);
    if (size === undefined) return undefined;
    sizes.push(size);
  }
  return sizes;
}

function deviceOf(json: JsonValue | undefined): string {
  const type = (json && textAt(json, 'type')) ?? 'cpu';
  const index = json?.kind === 'object' ? numberText(lastMember(json, 'index')) : undefined;
  return index === undefined ? type : `${type}:${index}`;
}
