import { describe, expect, it } from 'vitest';
import { refusalOf, verdict } from '../support/weights-only.ts';

/** A pickle, and what each version says of it: torch’s words, or that it loads. */
const CASES: Readonly<Record<string, readonly [string, Readonly<Record<string, string | true>>]>> =
  {
    'a float': [
      '\x80\x02G?\xf0\0\0\0\0\0\0.',
      { '1.13': 'Unsupported operand 71', '2.0': true, '2.13': true },
    ],
    'a set': [
      '\x80\x02c__builtin__\nset\n]K\x01a\x85R.',
      {
        '1.13': 'Unsupported class __builtin__.set',
        '2.3': 'Unsupported class __builtin__.set',
        '2.4':
          'Unsupported global: GLOBAL builtins.set was not an allowed global by default. Please use `torch.serialization.add_safe_globals([set])` to allowlist this global if you trust this class/function.',
        '2.5':
          'Unsupported global: GLOBAL builtins.set was not an allowed global by default. Please use `torch.serialization.add_safe_globals([set])` or the `torch.serialization.safe_globals([set])` context manager to allowlist this global if you trust this class/function.',
        '2.6': true,
      },
    ],
    'a set in a pickle of protocol 3': [
      '\x80\x03c__builtin__\nset\n]K\x01a\x85R.',
      {
        '2.4':
          'Unsupported global: GLOBAL __builtin__.set was not an allowed global by default. Please use `torch.serialization.add_safe_globals([set])` to allowlist this global if you trust this class/function.',
        '2.6': true,
      },
    ],
    bytes: [
      '\x80\x02c_codecs\nencode\nX\x01\0\0\0aX\x06\0\0\0latin1\x86R.',
      { '2.0': 'Unsupported class _codecs.encode', '2.5': true },
    ],
    'no bytes, which are another name': [
      '\x80\x02c__builtin__\nbytes\n)R.',
      {
        '2.13':
          'Unsupported global: GLOBAL bytes was not an allowed global by default. Please use `torch.serialization.add_safe_globals([bytes])` or the `torch.serialization.safe_globals([bytes])` context manager to allowlist this global if you trust this class/function.',
      },
    ],
    'a class in a package': [
      '\x80\x02cargparse\nNamespace\n.',
      {
        '2.6':
          'Unsupported global: GLOBAL argparse.Namespace was not an allowed global by default. Please use `torch.serialization.add_safe_globals([Namespace])` or the `torch.serialization.safe_globals([Namespace])` context manager to allowlist this global if you trust this class/function.',
        '2.7':
          'Unsupported global: GLOBAL argparse.Namespace was not an allowed global by default. Please use `torch.serialization.add_safe_globals([argparse.Namespace])` or the `torch.serialization.safe_globals([argparse.Namespace])` context manager to allowlist this global if you trust this class/function.',
      },
    ],
    'a function of the operating system': [
      '\x80\x02cposix\nsystem\n.',
      {
        '2.0': 'Unsupported class posix.system',
        '2.5': 'Trying to load unsupported GLOBAL posix.system whose module posix is blocked.',
      },
    ],
    'a dtype of 2.7': ['\x80\x02ctorch\nuint4\n.', { '2.7': true }],
    'a Counter with a state': [
      '\x80\x02ccollections\nCounter\n)\x81}b.',
      {
        '2.4':
          "Can only create new object for nn.Parameter or classes allowlisted via `add_safe_globals` but got <class 'collections.Counter'>",
        '2.6': true,
      },
    ],
    'a tensor of another device mesh': [
      '\x80\x02ctorch.distributed.tensor\nDTensor\n.',
      {
        '2.5':
          'Unsupported global: GLOBAL torch.distributed.tensor.DTensor was not an allowed global by default. Please use `torch.serialization.add_safe_globals([DTensor])` or the `torch.serialization.safe_globals([DTensor])` context manager to allowlist this global if you trust this class/function.',
        '2.6': '``torch.distributed.tensor`` must be imported to load DTensors',
      },
    ],
    'a name of Python 2 that torch does not translate': [
      '\x80\x02ccommands\ngetoutput\n.',
      {
        '2.13':
          'Unsupported global: GLOBAL commands.getoutput was not an allowed global by default. Please use `torch.serialization.add_safe_globals([commands.getoutput])` or the `torch.serialization.safe_globals([commands.getoutput])` context manager to allowlist this global if you trust this class/function.',
      },
    ],
  };

describe('what a version of torch says', () => {
  for (const [what, [pickle, answers]] of Object.entries(CASES)) {
    for (const [torch, answer] of Object.entries(answers)) {
      it(`${torch}, of ${what}`, async () => {
        if (answer === true) expect(await verdict(pickle, torch)).toEqual({ loads: true, torch });
        else expect((await refusalOf(pickle, torch)).error.detail).toBe(answer);
      });
    }
  }

  it('in full', async () => {
    const message = async (torch: string, pickle = '\x80\x02cm\nC\n.') =>
      (await refusalOf(pickle, torch)).error.message;
    expect(await message('1.13')).toBe(
      'Weights only load failed. Re-running `torch.load` with `weights_only` set to `False` will likely succeed, but it can result in arbitrary code execution.Do it only if you get the file from a trusted source. WeightsUnpickler error: Unsupported class m.C',
    );
    expect(await message('2.4')).toMatch(
      /^Weights only load failed\. This file can still be loaded, to do so you have two options \n\t\(1\) Re-running/,
    );
    expect(await message('2.6')).toMatch(
      /two options, do those steps only if you trust the source of the checkpoint\. \n\t\(1\) In PyTorch 2\.6/,
    );
    expect(await message('2.6', '\x80\x02cos\nC\n.')).not.toMatch(/file an issue/);
    expect(await message('2.6', '\x80\x02P.')).toMatch(
      /file an issue.*WeightsUnpickler error: \n\nUnsupported operand 80\n\nCheck the documentation/s,
    );
  });

  it('nothing, where it has no weights_only or is no version', async () => {
    expect(await verdict('\x80\x02N.', '1.12')).toMatchObject({ loads: 'unknown', why: /1\.12/ });
    expect(await verdict('\x80\x02N.', 'newest')).toMatchObject({ loads: 'unknown' });
  });
});
