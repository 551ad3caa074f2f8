import type { JsonArray, JsonMember, JsonObject, JsonValue } from '../../decoders/json-value.ts';
import type { DType } from '../../model/dtype.ts';
import { type Count, countOf } from './count.ts';
import { DTYPES_BY_NAME } from './dtypes.ts';
import type { HeaderReport } from './report.ts';

/** A tensor as its entry in the header describes it; offsets count from the first byte of data. */
export interface Entry {
  readonly name: string;
  /** Where in the file the entry stands. */
  readonly offset: number;
  readonly dtype: DType;
  readonly shape: readonly Count[];
  readonly begin: Count;
  readonly end: Count;
}

/** In the order in which a list gives them. */
const FIELDS = ['dtype', 'shape', 'data_offsets'] as const;
type Field = (typeof FIELDS)[number];
type Fields = Partial<Record<Field, JsonValue>>;

export function decodeEntry(member: JsonMember, report: HeaderReport): Entry {
  const { key: name, offset } = member;
  const { dtype, shape, data_offsets: range } = fieldsOf(member, report);
  const lacks = (field: Field) => report.wrong(`tensor "${name}" has no ${field}`, offset);
  if (dtype === undefined) throw lacks('dtype');
  if (shape === undefined) throw lacks('shape');
  if (range === undefined) throw lacks('data_offsets');
  const [begin, end, ...further] = counts(name, 'data_offsets', range, report);
  if (begin === undefined || end === undefined || further.length > 0) {
    throw report.wrong(`data_offsets of tensor "${name}" are not two numbers`, range.offset);
  }
  return {
    name,
    offset,
    dtype: dtypeOf(name, dtype, report),
    shape: counts(name, 'shape', shape, report),
    begin,
    end,
  };
}

function fieldsOf({ key: name, value }: JsonMember, report: HeaderReport): Fields {
  if (value.kind === 'object') return namedFields(name, value, report);
  if (value.kind === 'array') return listedFields(name, value, report);
  throw report.wrong(`the entry of tensor "${name}" is no object`, value.offset);
}

function namedFields(name: string, { members }: JsonObject, report: HeaderReport): Fields {
  const fields: Fields = {};
  for (const { key, value, offset } of members) {
    if (!isField(key)) report.add('unknown-field', offset, { field: key }, name);
    else if (fields[key] === undefined) fields[key] = value;
    else throw report.wrong(`tensor "${name}" has its ${key} twice`, offset);
  }
  return fields;
}

/** The reference reader takes a list of the three values as well, as Rust’s serde does. */
function listedFields(name: string, { items, offset }: JsonArray, report: HeaderReport): Fields {
  const [dtype, shape, range] = items;
  if (items.length !== FIELDS.length || !dtype || !shape || !range) {
    const finding = `the entry of tensor "${name}" is a list of ${items.length}, not of 3`;
    throw report.wrong(finding, offset);
  }
  report.add('entry-as-list', offset, {}, name);
  return { dtype, shape, data_offsets: range };
}

function isField(key: string): key is Field {
  return FIELDS.some((field) => field === key);
}

/** The spelling is a string, or, again for serde’s sake, an object whose only key it is. */
function dtypeOf(name: string, value: JsonValue, report: HeaderReport): DType {
  const { offset } = value;
  const spelling = value.kind === 'string' ? value.value : keyOfNull(value);
  if (spelling === undefined) throw report.wrong(`dtype of tensor "${name}" is no name`, offset);
  const dtype = DTYPES_BY_NAME.get(spelling);
  if (dtype === undefined) {
    throw report.wrong(`tensor "${name}" has the unknown dtype "${spelling}"`, offset);
  }
  if (value.kind === 'object') report.add('dtype-as-object', offset, {}, name);
  return dtype;
}

function keyOfNull(value: JsonValue): string | undefined {
  const [only, ...further] = value.kind === 'object' ? value.members : [];
  return only?.value.kind === 'null' && further.length === 0 ? only.key : undefined;
}

function counts(name: string, field: Field, value: JsonValue, report: HeaderReport): Count[] {
  if (value.kind !== 'array') {
    throw report.wrong(`${field} of tensor "${name}" is no list`, value.offset);
  }
  return value.items.map((item) => {
    const count = item.kind === 'number' ? countOf(item.text) : undefined;
    if (count === undefined) {
      const found = item.kind === 'number' ? item.text : `a JSON ${item.kind}`;
      const finding = `${field} of tensor "${name}" has ${found} where a size or offset is wanted`;
      throw report.wrong(finding, item.offset);
    }
    return count;
  });
}
