/** Comma-separated values, piece by piece: https://www.rfc-editor.org/rfc/rfc4180 */
import { LimitError } from '../errors.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const RETURN = 0x0d;
const NEWLINE = 0x0a;

export interface CsvOptions {
  /** What a message calls the file. */
  readonly file: string;
  /** How many characters one row may have: a quote that never closes would take all the rest. */
  readonly rowLength: number;
}

/**
 * Takes text as it comes and gives the rows that are complete. A row has the cells it has, however many
 * others have; an empty line is no row. As Python’s csv module, it takes a quote within a cell as it is.
 */
export class CsvDecoder {
  readonly #options: CsvOptions;
  #cells: string[] = [];
  /** The cell so far, without the quotes around it. */
  #cell = '';
  #rowLength = 0;
  #state: 'start' | 'plain' | 'quoted' | 'closed' = 'start';
  /** Whether the last character was a line end that a newline may complete. */
  #afterReturn = false;

  constructor(options: CsvOptions) {
    this.#options = options;
  }

  *push(text: string): Generator<readonly string[]> {
    let start = 0;
    for (let index = 0; index < text.length; index += 1) {
      const unit = text.charCodeAt(index);
      const special = unit === QUOTE || unit === COMMA || unit === RETURN || unit === NEWLINE;
      if (!special) {
        if (this.#state === 'start' || this.#state === 'closed') this.#state = 'plain';
        this.#afterReturn = false;
        continue;
      }
      this.#take(text.slice(start, index));
      start = index + 1;
      const row = this.#special(unit);
      if (row !== undefined) yield row;
    }
    this.#take(text.slice(start));
  }

  /** The last row, where no line end follows it. */
  *end(): Generator<readonly string[]> {
    const row = this.#endRow();
    if (row !== undefined) yield row;
  }

  #take(text: string): void {
    this.#cell += text;
    this.#rowLength += text.length + 1;
    const { file, rowLength } = this.#options;
    if (this.#rowLength <= rowLength) return;
    const finding = `a row goes on after ${rowLength} characters, the most that are read`;
    throw new LimitError(finding, { file }, { kind: 'csv/long-row' });
  }

  /** Acts on a character that means something, at least outside quotes. */
  #special(unit: number): readonly string[] | undefined {
    const afterReturn = this.#afterReturn;
    this.#afterReturn = false;
    if (unit === QUOTE) this.#quote();
    else if (this.#state === 'quoted') this.#cell += String.fromCharCode(unit);
    else if (unit === COMMA) this.#endCell();
    else if (unit === RETURN || !afterReturn) {
      this.#afterReturn = unit === RETURN;
      return this.#endRow();
    }
    return undefined;
  }

  #quote(): void {
    if (this.#state === 'quoted') this.#state = 'closed';
    else if (this.#state === 'start') this.#state = 'quoted';
    else {
      // Two quotes within quotes are one; a quote in the midst of a plain cell is itself.
      if (this.#state === 'closed') this.#state = 'quoted';
      this.#cell += '"';
    }
  }

  #endCell(): void {
    this.#cells.push(this.#cell);
    this.#cell = '';
    this.#state = 'start';
  }

  #endRow(): readonly string[] | undefined {
    const isEmpty = this.#cells.length === 0 && this.#state === 'start';
    this.#rowLength = 0;
    if (isEmpty) return undefined;
    this.#endCell();
    const cells = this.#cells;
    this.#cells = [];
    return cells;
  }
}
