import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { memoryHost } from '../support/memory-host.ts';
import { pickleBytes } from '../support/pickle.ts';
import { safetensorsBytes } from '../support/safetensors.ts';

/** Names that every object of JavaScript has, or that mean something of an object. */
const INHERITED = [
  ...['__proto__', 'constructor', 'hasOwnProperty', 'toString', 'valueOf', 'prototype', 'then'],
];

const header = INHERITED.map(
  (name, index) =>
    `${JSON.stringify(name)}:{"dtype":"U8","shape":[1],"data_offsets":[${index},${index + 1}]}`,
).join(',');
const metadata = INHERITED.map((name) => `${JSON.stringify(name)}:"told"`).join(',');
const tree = new Map(INHERITED.map((name) => [name, new Map([[name, 'kept']])]));
const FILES = {
  'a.safetensors': safetensorsBytes(`{"__metadata__":{${metadata}},${header}}`, INHERITED.length),
  'a.pkl': pickleBytes(new Map([['hyper_parameters', tree]]), 4),
};

/** In both files, each by a command that shows names. */
const COMMANDS = [
  'inspect --all FILE',
  'inspect --all --format json FILE',
  'inspect --format typed-json FILE',
  'inspect --format yaml FILE',
];

describe('names that every object has', () => {
  for (const file of Object.keys(FILES)) {
    it.each(COMMANDS)(`are names like others in ${file}: %s`, async (command) => {
      const host = memoryHost(FILES);
      const code = await run(command.replaceAll('FILE', file).split(' '), host);
      expect([code, host.stderr]).toEqual([0, '']);
      for (const name of INHERITED) expect(host.stdout).toContain(name);
      expect(Object.keys(Object.prototype)).toEqual([]);
    });

    it.each(['validate FILE', 'scan FILE', 'diff --all FILE FILE', 'stats FILE', 'hash FILE'])(
      `harm nothing in ${file}: %s`,
      async (command) => {
        const host = memoryHost(FILES);
        await run(command.replaceAll('FILE', file).split(' '), host);
        expect(host.stderr).toBe('');
        expect(Object.keys(Object.prototype)).toEqual([]);
      },
    );
  }
});
