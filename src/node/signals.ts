/** Signals that ask to stop, and what a shell says of a program that one of them ended. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
type Signal = keyof typeof SIGNALS;
const NAMES = Object.keys(SIGNALS) as Signal[];

let received: Signal = 'SIGINT';

/** Calls `handler` at the first signal that asks to stop; the next one stops the program as it is. */
export function onInterrupt(handler: () => void): () => void {
  const stop = () => {
    for (const name of NAMES) process.off(name, heard);
  };
  const heard = (signal: NodeJS.Signals) => {
    received = NAMES.find((name) => name === signal) ?? 'SIGINT';
    // Others that hear this signal, too, are to see that somebody answers it.
    process.nextTick(stop);
    handler();
  };
  for (const name of NAMES) process.on(name, heard);
  return stop;
}

/** The exit code of a program that was asked to stop. */
export function interruptedCode(): number {
  return SIGNALS[received];
}

/**
 * Has `clean` run before a signal ends the program where nobody else listens to it. Gives what makes an
 * end of that.
 */
export function beforeSignal(clean: () => void): () => void {
  const heard = (signal: NodeJS.Signals) => {
    if (process.listenerCount(signal) > 1) return;
    clean();
    stop();
    process.kill(process.pid, signal);
  };
  const stop = () => {
    for (const name of NAMES) process.off(name, heard);
  };
  for (const name of NAMES) process.on(name, heard);
  return stop;
}
