import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { memoryHost } from '../support/memory-host.ts';

/** Together they would be thousands of millions of steps, or of bytes. */
const LARGE = 150_000;
const TIMES = 30_000;
const MOST_TIME = 5_000;

const ascii = (text: string) => Buffer.from(text, 'latin1');
const u32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
const text = (value: string) => Buffer.concat([ascii('X'), u32(value.length), ascii(value)]);
const bytesOf = (length: number) => Buffer.concat([ascii('B'), u32(length), Buffer.alloc(length)]);
const integers = Buffer.concat(
  Array.from({ length: TIMES }, (_, index) =>
    Buffer.concat([ascii('J'), u32(index), ascii('K\x01\x86')]),
  ),
);
const list = (items: string) => ascii(`](${items.repeat(TIMES)}e.`);
const call = (name: string, args: Buffer) =>
  Buffer.concat([ascii('\x80\x02'), args, ascii(`q\x000c${name}\nq\x010`), list('h\x01h\x00R')]);

/** Each writes something large once, and uses it with every few bytes. */
const FILES: readonly (readonly [what: string, bytes: Buffer])[] = [
  [
    'bytes are the key of many dicts',
    Buffer.concat([ascii('\x80\x04'), bytesOf(LARGE), ascii('q\x000'), list('}h\x00Ns')]),
  ],
  [
    'text is a key of many dicts',
    Buffer.concat([
      ascii('\x80\x02'),
      text('x'.repeat(LARGE)),
      ascii('q\x000'),
      list('}(h\x00NNNu'),
    ]),
  ],
  [
    'a tuple is the key of many dicts',
    Buffer.concat([
      ascii('\x80\x02('),
      ascii('K\x01'.repeat(LARGE)),
      ascii('tq\x000'),
      list('}h\x00Ns'),
    ]),
  ],
  [
    'a tuple is in the keys of many dicts',
    Buffer.concat([
      ascii('\x80\x02('),
      ascii('K\x01'.repeat(LARGE)),
      ascii('tq\x000'),
      list('}h\x00\x85Ns'),
    ]),
  ],
  [
    'a name is looked up many times',
    Buffer.concat([
      ascii('\x80\x04'),
      text('m'.repeat(LARGE)),
      ascii('q\x000'),
      text('n'.repeat(LARGE)),
      ascii('q\x010'),
      list('h\x00h\x01\x93'),
    ]),
  ],
  [
    'an old name is looked up many times',
    Buffer.concat([
      ascii('\x80\x02'),
      text('m'.repeat(LARGE)),
      ascii('q\x000'),
      text('n'.repeat(LARGE)),
      ascii('q\x010'),
      list('h\x00h\x01\x93'),
    ]),
  ],
  [
    'a name is called many times',
    Buffer.concat([ascii(`\x80\x02c${'m'.repeat(LARGE)}\nn\nq\x000`), list('h\x00)R')]),
  ],
  [
    'many dicts are made of one list',
    call('collections\nOrderedDict', Buffer.concat([ascii(']('), integers, ascii('e\x85')])),
  ],
  [
    'many sets are made of one list',
    call('builtins\nset', Buffer.concat([ascii(']('), integers, ascii('e\x85')])),
  ],
  [
    'one text is encoded many times',
    call(
      '_codecs\nencode',
      Buffer.concat([text('x'.repeat(LARGE)), text('latin1'), ascii('\x86')]),
    ),
  ],
  [
    'bytes are unpickled many times',
    call('torch.storage\n_load_from_bytes', Buffer.concat([bytesOf(LARGE), ascii('\x85')])),
  ],
];

const held = (value: Buffer, times: string) =>
  Buffer.concat([ascii('\x80\x04'), value, ascii('q\x010'), list(times)]);
const ones = ascii('K\x01'.repeat(LARGE));
const numbers = Buffer.concat(
  Array.from({ length: TIMES }, (_, index) =>
    Buffer.concat([ascii('J'), u32(index), ascii('K\x01')]),
  ),
);

/** Each holds something large in many places, or in many things that are held once. */
const SHARED: readonly (readonly [what: string, bytes: Buffer])[] = [
  ['a tuple is held', held(Buffer.concat([ascii('('), ones, ascii('t')]), 'h\x01')],
  ['dicts hold one list', held(Buffer.concat([ascii(']('), ones, ascii('e')]), '}K\x01h\x01s')],
  ['a dict is held', held(Buffer.concat([ascii('}('), numbers, ascii('u')]), 'h\x01')],
  ['dicts hold one dict', held(Buffer.concat([ascii('}('), numbers, ascii('u')]), '}K\x01h\x01s')],
  [
    'dicts hold one object',
    held(Buffer.concat([ascii('ca\nb\n('), ones, ascii('tR')]), '}K\x01h\x01s'),
  ],
];

const FILE = 'hostile.pkl';
const COMMANDS: readonly (readonly string[])[] = [
  ['scan', FILE],
  ['validate', FILE],
  ['inspect', FILE],
  ['inspect', '--all', FILE],
  ['inspect', '--format', 'json', FILE],
  ['textconv', FILE],
  ['diff', FILE, FILE],
  ['hash', FILE],
];

describe('a small pickle that asks for much', () => {
  for (const [what, bytes] of [...FILES, ...SHARED]) {
    it(`takes little time where ${what}`, async () => {
      for (const command of COMMANDS) {
        const host = memoryHost({ [FILE]: new Uint8Array(bytes) });
        const before = process.cpuUsage();
        const exitCode = await run([...command], host);
        const { user, system } = process.cpuUsage(before);
        expect((user + system) / 1000, command.join(' ')).toBeLessThan(MOST_TIME);
        // What is not looked through to its end is never clean.
        const isCut = /bytes of memory for its values/.test(host.stdout + host.stderr);
        // git shows nothing of a file whose lines could not be made, so there is one that says so.
        if (isCut && !command.includes('textconv'))
          expect([command, exitCode]).not.toEqual([command, 0]);
        expect(host.stdout + host.stderr).not.toBe('');
      }
    });
  }
});
