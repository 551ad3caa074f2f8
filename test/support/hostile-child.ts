/** Runs commands one after the other in a process of its own, and says of each how it went. */
import { run } from '../../src/cli/run.ts';
import { nodeHost } from '../../src/node/host.ts';

const MEBIBYTE = 2 ** 20;

/** Of one command; `megabytes` is the most that the process has taken so far. */
export interface ChildAnswer {
  readonly argv: readonly string[];
  readonly exitCode: number;
  readonly milliseconds: number;
  readonly megabytes: number;
  readonly out: string;
  readonly err: string;
}

async function answer(argv: readonly string[]): Promise<ChildAnswer> {
  let out = '';
  let err = '';
  const host = {
    ...nodeHost(''),
    out: (text: string) => {
      if (out.length < 2_000) out += text.slice(0, 2_000);
    },
    err: (text: string) => {
      if (err.length < 2_000) err += text.slice(0, 2_000);
    },
  };
  const start = process.cpuUsage();
  const exitCode = await run(argv, host);
  // Of the processor, for others may be at work, too.
  const { user, system } = process.cpuUsage(start);
  const milliseconds = (user + system) / 1000;
  const megabytes = (process.resourceUsage().maxRSS * 1024) / MEBIBYTE;
  return { argv, exitCode, milliseconds, megabytes, out, err };
}

async function answerAll(): Promise<void> {
  const commands = JSON.parse(process.argv[2] ?? '[]') as string[][];
  for (const argv of commands) {
    process.stdout.write(`${JSON.stringify(await answer(argv))}\n`);
    // What one command left behind is not the memory of the next.
    globalThis.gc?.();
  }
}

void answerAll();
