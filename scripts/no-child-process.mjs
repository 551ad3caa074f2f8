// Stands for node:child_process in the bundle: nothing here starts programs, and loading it takes time.
export function spawn() {
  throw new Error('nothing is started');
}
