import { describe, expect, it } from 'vitest';
import { errorAtEnd, isLogName } from '../../src/runs/log-file.ts';
import { runOf, texts } from '../support/run-files.ts';

const FRAMES = 'Traceback (most recent call last):\n  File "a.py", line 1, in <module>\n    f()\n';

const LOGS: readonly (readonly [string, string, string | undefined])[] = [
  ['nothing', '', undefined],
  ['no traceback', '[2025-01-01 00:00:00,000][train][INFO] - start\n', undefined],
  ['a traceback', `start\n${FRAMES}ValueError: no\n`, 'ValueError: no'],
  ['an exception without words', `${FRAMES}KeyboardInterrupt\n`, 'KeyboardInterrupt'],
  [
    'one of a module',
    `${FRAMES}torch.cuda.OutOfMemoryError: 2 GiB\n`,
    'torch.cuda.OutOfMemoryError: 2 GiB',
  ],
  ['words over several lines', `${FRAMES}RuntimeError: a\nb c\nd\n`, 'RuntimeError: a'],
  ['line ends of Windows', `${FRAMES}ValueError: no\n`.replaceAll('\n', '\r\n'), 'ValueError: no'],
  [
    'one exception while another was handled',
    `${FRAMES}KeyError: 'a'\n\nDuring handling of the above exception, another exception occurred:\n\n${FRAMES}ValueError: b\n`,
    'ValueError: b',
  ],
  [
    'Hydra’s advice after it',
    `${FRAMES}ValueError: no\n\nSet the environment variable HYDRA_FULL_ERROR=1 for a complete stack trace.\n`,
    'ValueError: no',
  ],
  [
    'a job that went on',
    `${FRAMES}ValueError: no\n[2025-01-01 00:00:00,000][train][INFO] - on\n`,
    undefined,
  ],
  ['one that went on in another style', `${FRAMES}ValueError: no\nINFO: on\n`, undefined],
  ['a traceback that was cut short', FRAMES, undefined],
];

describe('the end of a log', () => {
  for (const [what, log, error] of LOGS) {
    it(`has ${what}`, () => expect(errorAtEnd(log)).toBe(error));
  }

  it('is read without what comes before', async () => {
    const long = `${'x'.repeat(200_000)}\n${FRAMES}ValueError: no\n`;
    const { logs } = await runOf(texts({ 'r/train.log': long }), 'r');

    expect(logs).toEqual([{ path: 'train.log', byteLength: long.length, error: 'ValueError: no' }]);
  });

  it('may begin in the middle of a character', async () => {
    const long = `${'é'.repeat(40_000)}\n${FRAMES}ValueError: no!\n`;
    const { logs } = await runOf(texts({ 'r/train.log': long }), 'r');

    expect(logs[0]?.error).toBe('ValueError: no!');
  });
});

it('logs are known by their names', () => {
  const names = ['train.log', '12_0_log.out', '12_0_log.err', 'log', 'blog.md', 'log.txt'];

  expect(names.map(isLogName)).toEqual([true, true, true, false, false, false]);
});
