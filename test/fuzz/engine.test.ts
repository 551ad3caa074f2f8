import { describe, expect, it } from 'vitest';
import { Broken, checkError, checkText } from '../../fuzz/broken.ts';
import { integerBytes, mutateBytes, replaced } from '../../fuzz/bytes.ts';
import { failureOf, slugOf } from '../../fuzz/engine/failure.ts';
import { minimize } from '../../fuzz/engine/minimize.ts';
import { optionsFrom } from '../../fuzz/engine/options.ts';
import { mutatePickle } from '../../fuzz/mutators/pickle.ts';
import { pickleProgram } from '../../fuzz/mutators/pickle-program.ts';
import { Random } from '../../fuzz/random.ts';
import { Cursor } from '../../src/bytes/cursor.ts';
import { disassemble, unpickleAsFarAsPossible } from '../../src/decoders/pickle/index.ts';
import { OPCODES } from '../../src/decoders/pickle/opcodes.ts';
import { CkptError, MalformedError } from '../../src/errors.ts';
import { fixture } from '../support/fixtures.ts';

describe('random numbers', () => {
  it('follow from their seeds', () => {
    const numbers = (seed: number, number: number) => {
      const random = new Random(seed, number);
      return Array.from({ length: 8 }, () => random.next());
    };
    expect(numbers(1, 2)).toEqual(numbers(1, 2));
    expect(numbers(1, 2)).not.toEqual(numbers(1, 3));
    expect(numbers(1, 2)).not.toEqual(numbers(2, 2));
    expect(numbers(1, 2 ** 33)).not.toEqual(numbers(1, 0));
  });

  it('are spread over what they may be', () => {
    const random = new Random(5);
    const counts = [0, 0, 0, 0, 0];
    for (let round = 0; round < 5_000; round += 1) {
      const index = random.below(5);
      counts[index] = (counts[index] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(150);
  });
});

describe('bytes', () => {
  it('spell integers as files do', () => {
    expect(integerBytes(-2, 4)).toEqual(Uint8Array.of(0xfe, 0xff, 0xff, 0xff));
    expect(integerBytes(0x102, 3, true)).toEqual(Uint8Array.of(0, 1, 2));
    expect(integerBytes(2 ** 53, 8)).toEqual(Uint8Array.of(0, 0, 0, 0, 0, 0, 0x20, 0));
  });

  it('are replaced in the middle', () => {
    const bytes = Uint8Array.of(1, 2, 3, 4);
    expect(replaced(bytes, 1, 3, Uint8Array.of(9))).toEqual(Uint8Array.of(1, 9, 4));
  });

  it('are never changed in place', () => {
    const seed = fixture('pytorch/plain-pickle.pkl');
    const before = seed.slice();
    for (let number = 0; number < 500; number += 1) {
      mutateBytes(new Random(3, number), seed, seed);
      mutatePickle(new Random(3, number), seed, seed);
    }
    expect(seed).toEqual(before);
  });
});

describe('pickles from nothing', () => {
  const programs = Array.from({ length: 2_000 }, (_, number) =>
    pickleProgram(new Random(1, number)),
  );
  const read = programs.map((bytes) => unpickleAsFarAsPossible(new Cursor(bytes, 'x')));

  it('mostly reach their STOP', () => {
    const whole = read.filter((pickled) => !('error' in pickled));
    expect(whole.length).toBeGreaterThan(1_000);
  });

  it('use every opcode between them', () => {
    const used = new Set(programs.flatMap(opcodesOf));
    expect(OPCODES.map(({ name }) => name).filter((name) => !used.has(name))).toEqual([]);
  });
});

/** The names of those up to where it breaks. */
function opcodesOf(bytes: Uint8Array): string[] {
  const names: string[] = [];
  try {
    for (const { name } of disassemble(new Cursor(bytes, 'x'))) names.push(name);
  } catch (error) {
    expect(error).toBeInstanceOf(CkptError);
  }
  return names;
}

describe('minimizing', () => {
  it('leaves what it takes to fail', async () => {
    const bytes = Uint8Array.from({ length: 250 }, (_, index) => index);
    const fails = async (one: Uint8Array) => one.includes(7) && one.includes(200);
    expect(await minimize(bytes, fails, 10_000)).toEqual(Uint8Array.of(7, 200));
  });

  it('gives up in time', async () => {
    const bytes = new Uint8Array(100);
    const slow = async () => {
      await new Promise((resolve) => setTimeout(resolve, 30));
      return false;
    };
    expect(await minimize(bytes, slow, 60)).toBe(bytes);
  });
});

describe('failures', () => {
  it('are told apart by their error and the function', () => {
    const { kind } = failureOf(thrownBy(() => new Cursor(new Uint8Array(0), '').bytes(1)));
    expect(kind).toContain('TruncatedError in ');
    expect(kind).toContain('src/bytes/cursor.ts');
  });

  it('are one where the stack runs over', () => {
    const endless = (): number => endless() + 1;
    expect(failureOf(thrownBy(endless)).kind).toBe('RangeError in a recursion');
  });

  it('have names that a file can have', () => {
    expect(slugOf('TypeError in Trace.call of src/security/trace.ts')).toBe(
      'TypeError-in-Trace-call-of-security-trace',
    );
  });
});

describe('promises', () => {
  it('are broken by what acts on a terminal', () => {
    expect(() => checkText('a\nb', 'text')).not.toThrow();
    expect(() => checkText('a\u001b[31m', 'text')).toThrow(Broken);
    expect(() => checkText('a\u202eb', 'text')).toThrow(Broken);
  });

  it('are broken by errors of another file or place', () => {
    const error = (file: string, offset: number) => new MalformedError('x', { file, offset });
    expect(() => checkError(error('m.pkl', 3), 'm.pkl', 3)).not.toThrow();
    expect(() => checkError(error('m.pkl', 4), 'm.pkl', 3)).toThrow('error-offset');
    expect(() => checkError(error('other', 1), 'm.pkl', 3)).toThrow('error-file');
    expect(() => checkError(new TypeError('x'), 'm.pkl', 3)).toThrow(TypeError);
  });
});

describe('options', () => {
  it('take numbers', () => {
    expect(optionsFrom(['--format', 'all', '--mutants', '5', '--blind', '--seed', '0'])).toEqual(
      expect.objectContaining({ format: 'all', mutants: 5, mode: 'blind', seed: 0 }),
    );
    expect(() => optionsFrom(['--seconds', 'long'])).toThrow('--seconds');
    expect(() => optionsFrom(['--blind', '--guided'])).toThrow('--blind');
  });
});

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('it did not throw');
}
