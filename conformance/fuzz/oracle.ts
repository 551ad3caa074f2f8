import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

/** What became of an input: an answer, or that the process ended over it. */
export type Reply<Answer> = { readonly answer: Answer } | { readonly died: string };

type Heard =
  | { readonly answers: readonly unknown[] }
  /** The process ended, over this or over what it was asked before. */
  | { readonly hadItsTurn: boolean; readonly why: string };

/** A Python process that answers what a real loader makes of inputs; another where one dies. */
export class Oracle<Answer> {
  readonly #python: string;
  readonly #what: string;
  #child: ChildProcess | undefined;
  #waiting: ((heard: Heard) => void)[] = [];
  #pieces: string[] = [];
  #lastWords = '';

  constructor(python: string, what: string) {
    this.#python = python;
    this.#what = what;
  }

  /** One reply each, in order. Several may be asked for at once. */
  async ask(inputs: readonly Uint8Array[]): Promise<readonly Reply<Answer>[]> {
    for (;;) {
      const heard = await this.#send(inputs);
      if ('answers' in heard) return heard.answers.map((answer) => ({ answer: answer as Answer }));
      // What was asked before had its turn: what waited behind it is asked again.
      if (!heard.hadItsTurn) continue;
      if (inputs.length === 1) return [{ died: heard.why }];
      const replies: Reply<Answer>[] = [];
      for (const input of inputs) replies.push(...(await this.ask([input])));
      return replies;
    }
  }

  close(): void {
    this.#child?.stdin?.end();
    this.#child = undefined;
  }

  #send(inputs: readonly Uint8Array[]): Promise<Heard> {
    const child = this.#child ?? this.#start();
    const message = packed(inputs);
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      child.stdin?.write(message);
    });
  }

  #start(): ChildProcess {
    const script = join(import.meta.dirname, '../../conformance/fuzz_oracle.py');
    const child = spawn(this.#python, ['-B', script, this.#what]);
    this.#child = child;
    this.#lastWords = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => this.#hear(text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#lastWords = (this.#lastWords + text).slice(-2000);
    });
    // A process that dies closes its end first; what was being written is asked again.
    child.stdin.on('error', () => undefined);
    child.on('close', (code, signal) => {
      if (this.#child === child) this.#child = undefined;
      const why = signal ?? `exit ${code}: ${this.#lastWords}`;
      const waiting = this.#waiting;
      this.#waiting = [];
      this.#pieces = [];
      for (const [index, hear] of waiting.entries()) hear({ hadItsTurn: index === 0, why });
    });
    return child;
  }

  #hear(text: string): void {
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      this.#pieces.push(text.slice(start, end));
      const line = this.#pieces.join('');
      this.#pieces = [];
      this.#waiting.shift()?.({ answers: JSON.parse(line) as unknown[] });
      start = end + 1;
    }
    if (start < text.length) this.#pieces.push(text.slice(start));
  }
}

function packed(inputs: readonly Uint8Array[]): Uint8Array {
  const byteLength = inputs.reduce((sum, { length }) => sum + 4 + length, 4);
  const bytes = new Uint8Array(byteLength);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, inputs.length, true);
  let at = 4;
  for (const input of inputs) {
    view.setUint32(at, input.length, true);
    bytes.set(input, at + 4);
    at += 4 + input.length;
  }
  return bytes;
}
