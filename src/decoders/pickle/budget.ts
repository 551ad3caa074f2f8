/** What the values of a pickle may cost. */
import type { Cursor } from '../../bytes/cursor.ts';
import { checkLimit, type Limits } from '../../limits.ts';
import { OPCODES } from './opcodes.ts';

/**
 * About how many bytes of memory an opcode leads to, on the way from the stack to a tree that is shown.
 * What it pushes counts even if it is dropped later: making it took time.
 */
const COSTS = new Uint16Array(256).fill(40);
const KNOWN: readonly (readonly [cost: number, opcodes: RegExp])[] = [
  [8, /^(?:PROTO|FRAME|STOP|POP|READONLY_BUFFER|APPENDS?|SETITEMS?|ADDITEMS)$/],
  [16, /PUT$|^MEMOIZE$|^POP_MARK$/],
  [64, /^MARK$|FLOAT$|UNICODE|STRING$|^LONG/],
  [140, /TUPLE/],
  // A view of the file’s bytes is a large object to the engine.
  [240, /BYTES|^BYTEARRAY/],
  [200, /^(?:REDUCE|NEWOBJ|NEWOBJ_EX|OBJ|BINPERSID|PERSID|BUILD|NEXT_BUFFER)$|^EXT\d/],
  [250, /^(?:EMPTY_LIST|LIST|EMPTY_SET|FROZENSET)$/],
  [450, /^(?:EMPTY_DICT|DICT)$/],
  // Picklers write a name once.
  [3000, /^(?:GLOBAL|STACK_GLOBAL|INST)$/],
];
for (const { byte, name } of OPCODES) {
  const [cost] = KNOWN.find(([, opcodes]) => opcodes.test(name)) ?? [];
  if (cost !== undefined) COSTS[byte] = cost;
}
/** Text is held a second time. */
const COST_OF_A_BYTE = 1;

/** Kept while one pickle is decoded, opcode by opcode. */
export class PickleBudget {
  opcodeCount = 0;
  #memory = 0;
  readonly #granted: number;
  readonly #start: number;
  readonly #cursor: Cursor;
  readonly #limits: Limits;

  constructor(cursor: Cursor, limits: Limits) {
    const { pickleMemory, pickleGrowth } = limits;
    this.#start = cursor.position;
    this.#granted = Math.max(pickleMemory, pickleGrowth * cursor.remaining);
    this.#cursor = cursor;
    this.#limits = limits;
  }

  /**
   * Called before each opcode, with what it took so far to take apart what opcodes share. Throws a
   * `LimitError` where that is one too many.
   */
  spend(byte: number, work: number): void {
    this.opcodeCount += 1;
    this.#memory += COSTS[byte] ?? 0;
    const { position } = this.#cursor;
    const memory = this.#memory + work + COST_OF_A_BYTE * (position - this.#start);
    const { pickleOpcodes } = this.#limits;
    if (this.opcodeCount > pickleOpcodes) this.#stop('pickleOpcodes', this.opcodeCount);
    if (memory > this.#granted) this.#stop('pickleMemory', memory);
  }

  #stop(limit: 'pickleOpcodes' | 'pickleMemory', asked: number): void {
    const what = limit === 'pickleOpcodes' ? 'pickle opcodes' : 'bytes of memory for its values';
    const granted = limit === 'pickleOpcodes' ? this.#limits.pickleOpcodes : this.#granted;
    checkLimit({ ...this.#limits, [limit]: granted }, limit, asked, what, this.#cursor.place);
  }
}
