/** Files and folders that ask for more than they are, other than by their pickles. */
import { concat, text, u32, u64 } from './bytes.ts';
import { deflatedArchive, type HostileFiles } from './hostile-pickles.ts';
import { stream } from './pickle.ts';
import { safetensorsBytes } from './safetensors.ts';
import { zipArchive } from './zip.ts';

const many = (count: number, one: (index: number) => string, between = ',') =>
  Array.from({ length: count }, (_, index) => one(index)).join(between);

const int = (value: number) => concat(stream('J'), u32(value));

/** A state dict of one tensor over a storage of one float, whatever the view says. */
function viewOf(shape: readonly number[], strides: readonly number[], offset = 0): Uint8Array {
  const numbers = (values: readonly number[]) => [
    stream('('),
    new Uint8Array(Buffer.concat(values.map((value) => concat(stream('\x8a\x08'), u64(value))))),
    stream('t'),
  ];
  const pickle = concat(
    stream('\x80\x02}X\x01\0\0\0wctorch._utils\n_rebuild_tensor_v2\n(('),
    stream('X\x07\0\0\0storagectorch\nFloatStorage\nX\x01\0\0\x000X\x03\0\0\0cpu'),
    int(1),
    stream('tQ'),
    int(offset),
    ...numbers(shape),
    ...numbers(strides),
    stream('\x89ccollections\nOrderedDict\n)RtRs.'),
  );
  return zipArchive([
    { name: 'a/data.pkl', data: pickle },
    { name: 'a/byteorder', data: text('little') },
    { name: 'a/data/0', data: new Uint8Array(4) },
    { name: 'a/version', data: text('3\n') },
  ]).bytes;
}

const tiny = (name: string, at: number) =>
  `${JSON.stringify(name)}:{"dtype":"U8","shape":[1],"data_offsets":[${at},${at + 1}]}`;
const header = (json: string, dataLength = 0) => safetensorsBytes(json, dataLength);

function* archives(): Generator<[name: string, bytes: Uint8Array]> {
  const entry = { name: 'a/data.pkl', data: stream('\x80\x02}.') };
  yield [
    'says-4m-entries.pt',
    zipArchive([entry], { zip64: true, says: { entryCount: 2 ** 22 } }).bytes,
  ];
  yield [
    'says-2-32-entries.pt',
    zipArchive([entry], { zip64: true, says: { entryCount: 2 ** 32 } }).bytes,
  ];
  const alike = Array.from({ length: 30_000 }, () => entry);
  yield ['alike-30000.pt', zipArchive(alike).bytes];
  const parts = Array.from({ length: 30_000 }, (_, index) => ({
    name: `a/data/${index}`,
    data: new Uint8Array(0),
  }));
  yield ['entries-30000.pt', zipArchive([entry, ...parts]).bytes];
  let inner = zipArchive([entry]).bytes;
  for (let level = 0; level < 40; level += 1)
    inner = zipArchive([{ name: 'a/data.pkl', data: inner }]).bytes;
  yield ['archive-in-archive.pt', inner];
  yield [
    'ends-20000.pt',
    concat(
      zipArchive([entry]).bytes,
      ...Array.from({ length: 2_900 }, () => concat(stream('PK\x05\x06'), new Uint8Array(18))),
    ),
  ];
  yield [
    'inflates-zeros-in-other.pt',
    zipArchive([entry, { name: 'a/x.pkl', data: new Uint8Array(2 ** 26), method: 8 }]).bytes,
  ];
  yield [
    'strays.pkl',
    concat(stream('\x80\x02N.'), new Uint8Array(9), stream('\x80\x02'.repeat(2 ** 19))),
  ];
  const ints = concat(stream('\x80\x02]('), stream('K\x01'.repeat(2 ** 20)), stream('e.'));
  const bytes = concat(
    stream('\x80\x03](B'),
    u32(ints.length),
    ints,
    stream('q\0'),
    stream('h\0'.repeat(2_000)),
    stream('e.'),
  );
  yield ['bytes-again.pt', deflatedArchive(bytes)];
}

function* tensors(): Generator<[name: string, bytes: Uint8Array]> {
  yield ['expanded.pt', viewOf([1e6, 1e6], [0, 0])];
  yield ['expanded-too-far.pt', viewOf([2 ** 31, 2 ** 31, 2 ** 31], [0, 0, 0])];
  yield ['beyond.pt', viewOf([1e6, 1e6], [1e6, 1])];
  yield ['offset-2-52.pt', viewOf([1], [1], -1)];
  yield [
    'ranks-100000.pt',
    viewOf(
      Array.from({ length: 100_000 }, () => 1),
      Array.from({ length: 100_000 }, () => 1),
    ),
  ];
  yield ['twice-50000.safetensors', header(`{${many(50_000, () => tiny('w', 0))}}`, 1)];
  yield ['nested-100000.safetensors', header(`{"w":${'['.repeat(100_000)}${']'.repeat(100_000)}}`)];
  yield [
    'objects-100000.safetensors',
    header(`{"w":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`),
  ];
  yield [
    'shape-200000.safetensors',
    header(`{"w":{"dtype":"U8","shape":[${many(200_000, () => '1')}],"data_offsets":[0,1]}}`, 1),
  ];
  yield [
    'overflow.safetensors',
    header(
      '{"w":{"dtype":"F64","shape":[4294967296,4294967296,4294967296],"data_offsets":[0,8]}}',
      8,
    ),
  ];
  yield [
    'digits.safetensors',
    header(`{"w":{"dtype":"U8","shape":[${'9'.repeat(1_000_000)}],"data_offsets":[0,1]}}`, 1),
  ];
  yield ['deep-name.safetensors', header(`{${tiny('a.'.repeat(200_000), 0)}}`, 1)];
  yield [
    'long-names.safetensors',
    header(`{${many(200, (index) => tiny('a'.repeat(10_000) + index, index))}}`, 200),
  ];
  yield [
    'deep-names.safetensors',
    header(`{${many(200, (index) => tiny(`${'m.'.repeat(2_000)}${index}`, index))}}`, 200),
  ];
  yield [
    'numbered.safetensors',
    header(`{${many(4_000, (index) => tiny(`a.${index}.b.${index * 7}.w`, index))}}`, 4_000),
  ];
  yield [
    'metadata.safetensors',
    header(`{"__metadata__":{${many(100_000, (index) => `"k${index}":"v"`)}}}`),
  ];
  yield [
    'shards.safetensors.index.json',
    text(
      `{"metadata":{},"weight_map":{${many(100_000, (index) => `"w${index}":"s-${index}.safetensors"`)}}}`,
    ),
  ];
}

export function hostileFiles(): HostileFiles {
  return Object.fromEntries([...archives(), ...tensors()]);
}

/** Folders of runs, by what is wrong with them; paths begin with that. */
export function hostileRuns(): HostileFiles {
  const aliases = many(
    30,
    (index) => `a${index + 1}: &a${index + 1} [${many(9, () => `*a${index}`)}]`,
    '\n',
  );
  const record = concat(u64(2n ** 63n), u32(0), new Uint8Array(64));
  return {
    'aliases/.hydra/config.yaml': text(`a0: &a0 1\n${aliases}\n`),
    'aliases/.hydra/overrides.yaml': text('[]'),
    'deep/.hydra/config.yaml': text(`a: ${'['.repeat(100_000)}${']'.repeat(100_000)}\n`),
    'deep/.hydra/overrides.yaml': text('[]'),
    'keys/.hydra/config.yaml': text(many(60_000, (index) => `k${index}: 1`, '\n')),
    'keys/.hydra/overrides.yaml': text('[]'),
    'interpolated/.hydra/config.yaml': text(
      `a0: x\n${many(60, (index) => `a${index + 1}: \${a${index}}\${a${index}}`, '\n')}\n`,
    ),
    'interpolated/.hydra/overrides.yaml': text('[]'),
    'columns/lightning_logs/version_0/metrics.csv': text(
      `${many(1_000_000, (index) => `c${index}`)}\n${'1,'.repeat(999_999)}1\n`,
    ),
    'events/lightning_logs/version_0/events.out.tfevents.1.h.1.0': record,
    'json/trainer_state.json': text(`{"log_history":${'['.repeat(100_000)}${']'.repeat(100_000)}}`),
    'config/config.json': text('{"a":'.repeat(100_000)),
    'config/model.safetensors': header('{}'),
  };
}
