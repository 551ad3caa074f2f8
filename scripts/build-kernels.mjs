// Compiles assembly/ to WebAssembly and writes it into src/kernels/. The result is kept with the sources, so
// that using them takes no compiler; a test holds that it is what this makes of them.
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** What is compiled, and into which file. */
export const TARGETS = [
  { entry: 'assembly/kernels.ts', target: 'src/kernels/wasm-bytes.ts' },
  { entry: 'assembly/casts.ts', target: 'src/kernels/cast-wasm-bytes.ts' },
];

/** The text of the file that what `entry` compiles to is kept in. */
export async function kernelsModule(entry) {
  // A hundred megabytes of compiler: loaded when it is needed.
  const { main } = await import('assemblyscript/asc');
  const files = new Map();
  const { error, stderr } = await main(
    [
      entry,
      ...['--outFile', 'kernels.wasm', '--runtime', 'stub', '--use', 'abort='],
      ...['--enable', 'simd', '-O3', '--converge', '--noAssert'],
    ],
    { writeFile: (name, contents) => void files.set(name, contents) },
  );
  if (error) throw new Error(stderr.toString());
  const base64 = Buffer.from(files.get('kernels.wasm')).toString('base64');
  const lines = base64.match(/.{1,96}/g).map((line) => `  '${line}'`);
  return `/** Made by scripts/build-kernels.mjs from assembly/. */
export const WASM_BASE64 =
${lines.join(' +\n')};
`;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  for (const { entry, target } of TARGETS) writeFileSync(target, await kernelsModule(entry));
}
