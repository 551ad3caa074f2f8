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

const COMMANDS = ['scan', 'inspect'];

describe('a small pickle that asks for much', () => {
  for (const [what, bytes] of FILES) {
    it(`takes little time where ${what}`, async () => {
      for (const command of COMMANDS) {
        const host = memoryHost({ 'hostile.pkl': new Uint8Array(bytes) });
        const before = process.cpuUsage();
        const exitCode = await run([command, 'hostile.pkl'], host);
        const { user, system } = process.cpuUsage(before);
        expect((user + system) / 1000, command).toBeLessThan(MOST_TIME);
        // What is not looked through to its end is never clean.
        const isCut = /bytes of memory for its values/.test(host.stdout + host.stderr);
        if (isCut) expect([command, exitCode]).not.toEqual([command, 0]);
        expect(host.stdout + host.stderr).not.toBe('');
      }
    });
  }
});
