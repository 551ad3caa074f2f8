import { integerBytes } from '../bytes.ts';
import type { Random } from '../random.ts';
import { arrayCall, tensorCall } from './pickle-recipes.ts';
import {
  anyGlobal,
  anyText,
  bytesInstruction,
  encoded,
  floatInstruction,
  globalInstruction,
  instruction,
  integerInstruction,
  joined,
  memoInstruction,
  textInstruction,
} from './pickle-words.ts';

const MARK = Uint8Array.of('('.charCodeAt(0));
const code = (letter: string | number) =>
  Uint8Array.of(typeof letter === 'string' ? letter.charCodeAt(0) : letter);

/** Writes programs that keep the stack sensible, so that they get further than changed bytes do. */
class Program {
  readonly parts: Uint8Array[] = [];
  readonly #random: Random;
  #budget: number;
  #memoSize = 0;

  constructor(random: Random, budget: number) {
    this.#random = random;
    this.#budget = budget;
  }

  value(depth: number): void {
    const random = this.#random;
    this.#budget -= 1;
    if (depth <= 0 || this.#budget <= 0 || random.chance(0.3)) this.#put(this.#scalar());
    else random.pick(this.#compounds)(depth - 1);
    if (random.chance(0.2)) {
      this.#put(memoInstruction(random, false, random.chance(0.9) ? this.#memoSize : 0));
      this.#memoSize += 1;
    }
  }

  #put(...parts: Uint8Array[]): void {
    this.parts.push(...parts);
  }

  #text(text: string): void {
    this.#put(textInstruction(this.#random, text));
  }

  #global(module: string, name: string): void {
    this.#put(globalInstruction(this.#random, [module, name]));
  }

  #values(depth: number, most: number): void {
    for (let left = this.#random.size(most); left > 0 && this.#budget > 0; left--) {
      this.value(depth);
    }
  }

  #pairs(depth: number): void {
    const random = this.#random;
    for (let left = random.size(8); left > 0 && this.#budget > 0; left--) {
      if (random.chance(0.85)) this.#text(anyText(random));
      else this.value(0);
      this.value(depth);
    }
  }

  #scalar(): Uint8Array {
    const random = this.#random;
    switch (random.below(8)) {
      case 0:
        return code(random.pick(['N', 0x88, 0x89, ')', ']', '}', 0x8f]));
      case 1:
        return floatInstruction(random);
      case 2:
        return this.#memoSize === 0
          ? code('N')
          : memoInstruction(random, true, random.below(this.#memoSize + 1));
      case 3:
        return bytesInstruction(random, encoded(anyText(random)));
      case 4:
        return globalInstruction(random, anyGlobal(random));
      case 5:
        return integerInstruction(random, random.interestingInteger());
      default:
        return textInstruction(random, anyText(random));
    }
  }

  readonly #compounds: readonly ((depth: number) => void)[] = [
    (depth) => this.#sequence(depth),
    (depth) => this.#tuple(depth),
    (depth) => this.#single(depth),
    (depth) => this.#dict(depth),
    (depth) => this.#dict(depth),
    (depth) => this.#call(depth),
    (depth) => this.#object(depth),
    (depth) => this.#orderedDict(depth),
    () => this.#put(tensorCall(this.#random)),
    () => this.#put(tensorCall(this.#random)),
    () => this.#put(arrayCall(this.#random)),
    (depth) => this.#nested(depth),
    (depth) => this.#random.pick(this.#oddities)(depth),
  ];

  #tuple(depth: number): void {
    const length = this.#random.between(1, 3);
    for (let index = 0; index < length; index++) this.value(depth);
    this.#put(code(0x84 + length));
  }

  /** One item each, which takes no mark. */
  #single(depth: number): void {
    const isList = this.#random.chance(0.5);
    this.#put(code(isList ? ']' : '}'));
    if (!isList) this.#text(anyText(this.#random));
    this.value(depth);
    this.#put(code(isList ? 'a' : 's'));
  }

  #sequence(depth: number): void {
    const [open, close] = this.#random.pick([
      [']', 'e'],
      [0x8f, 0x90],
      [null, 't'],
      [null, 'l'],
      [null, 0x91],
    ] as const);
    if (open !== null) this.#put(code(open));
    this.#put(MARK);
    this.#values(depth, 12);
    this.#put(code(close));
  }

  #dict(depth: number): void {
    const isOld = this.#random.chance(0.1);
    if (!isOld) this.#put(code('}'));
    this.#put(MARK);
    this.#pairs(depth);
    this.#put(code(isOld ? 'd' : 'u'));
  }

  #call(depth: number): void {
    const random = this.#random;
    this.#put(globalInstruction(random, anyGlobal(random)));
    this.#put(MARK);
    this.#values(depth, 5);
    this.#put(code('t'), code(random.chance(0.7) ? 'R' : 0x81));
  }

  #object(depth: number): void {
    const random = this.#random;
    if (random.chance(0.5)) {
      this.#global('copyreg', '_reconstructor');
      this.#put(globalInstruction(random, anyGlobal(random)));
      this.#global('builtins', 'object');
      this.#put(code('N'), code(0x87), code('R'));
    } else {
      this.#put(globalInstruction(random, anyGlobal(random)), code(')'), code(0x81));
    }
    if (random.chance(0.9)) this.#dict(depth);
    else this.value(depth);
    this.#put(code('b'));
  }

  #orderedDict(depth: number): void {
    this.#global('collections', 'OrderedDict');
    this.#put(code(')'), code('R'), MARK);
    this.#pairs(depth);
    this.#put(code('u'));
    if (this.#random.chance(0.3)) {
      this.#dict(depth);
      this.#put(code('b'));
    }
  }

  /** A pickle in a pickle, which is unpickled or only lies there. */
  #nested(depth: number): void {
    const random = this.#random;
    const inner = new Program(random, Math.min(this.#budget, 12));
    inner.value(depth);
    const bytes = joined([Uint8Array.of(0x80, 2), ...inner.parts, code('.')]);
    const loads = random.pick([
      ['pickle', 'loads'],
      ['torch.storage', '_load_from_bytes'],
    ] as const);
    const isCalled = random.chance(0.7);
    if (isCalled) this.#put(globalInstruction(random, loads));
    this.#put(bytesInstruction(random, bytes));
    if (isCalled) this.#put(code(0x85), code('R'));
  }

  /** What no pickler writes and unpicklers take. */
  readonly #oddities: readonly ((depth: number) => void)[] = [
    () => {
      const width = this.#random.pick([0, 1, 2]);
      this.#put(instruction(0x82 + width, integerBytes(this.#random.next(), 1 << width)));
    },
    () => this.#put(instruction('P', encoded(`${anyText(this.#random)}\n`))),
    () => this.#put(code(0x97), code(0x98)),
    (depth) => {
      this.#put(MARK, globalInstruction(this.#random, anyGlobal(this.#random)));
      this.#values(depth, 4);
      this.#put(code('o'));
    },
    (depth) => {
      this.value(depth);
      this.#put(code('2'), code('0'));
    },
    (depth) => {
      this.#put(MARK);
      this.#values(depth, 4);
      this.#put(code('1'), code('N'));
    },
    (depth) => {
      this.value(depth);
      this.value(depth);
      this.#put(code(0x93));
    },
    (depth) => {
      this.#put(globalInstruction(this.#random, anyGlobal(this.#random)));
      this.value(depth);
      this.#dict(depth);
      this.#put(code(0x92));
    },
  ];
}

/** A whole pickle from nothing. */
export function pickleProgram(random: Random): Uint8Array {
  const program = new Program(random, random.size(120) + 2);
  program.value(random.between(1, 8));
  const body = joined(program.parts);
  const protocol = random.pick([0, 1, 2, 2, 2, 3, 4, 4, 5]);
  const head = protocol < 2 ? [] : [Uint8Array.of(0x80, protocol)];
  const frame =
    protocol >= 4 && random.chance(0.5)
      ? [instruction(0x95, integerBytes(body.length + 1, 8))]
      : [];
  return joined([...head, ...frame, body, code('.')]);
}
