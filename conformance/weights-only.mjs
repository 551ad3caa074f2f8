/**
 * `npm run conformance:weights-only`: compares what is predicted of `torch.load(weights_only=True)` with
 * what torch does, over random files. Arguments: how many, and the seed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { python, whatIsMissing } from './python.mjs';

const [count = '1500', seed = '0'] = process.argv.slice(2);
const script = fileURLToPath(new URL('weights_only.py', import.meta.url));
const library = new URL('../dist/index.js', import.meta.url);

function measure(...args) {
  const { status } = spawnSync(python, ['-B', script, ...args], { stdio: 'inherit' });
  if (status !== 0) throw new Error(`weights_only.py ${args.join(' ')} failed`);
}

const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));

/** Predicts every file of `folder`, and notes what differs. */
async function predict(folder, differences) {
  const { memorySource, predictWeightsOnly } = await import(library);
  const verdicts = new Map();
  let otherWords = 0;
  for (const [name, measured] of Object.entries(readJson(join(folder, 'measured.json')))) {
    const source = memorySource(name, new Uint8Array(readFileSync(join(folder, name))));
    const verdict = await predictWeightsOnly(source);
    verdicts.set(name, verdict);
    if (verdict.loads !== measured.loads) {
      differences.push(`${name}: loads is ${verdict.loads} here and ${measured.loads} in torch`);
    } else if (verdict.loads === false) {
      const { exception, message } = verdict.error;
      if (exception !== measured.exception || message !== measured.message) otherWords += 1;
    }
  }
  return { verdicts, otherWords };
}

/** Lines of Python to try before loading each file that nobody changed. */
function attempts(verdicts) {
  const remedies = {};
  for (const [name, verdict] of verdicts) {
    if (verdict.loads !== false || name.includes('changed')) continue;
    const { remedy, blocking } = verdict;
    const lines =
      remedy === undefined
        ? blocking.filter(({ cure }) => cure === 'add_safe_globals').map(allowing)
        : [...remedy.imports, remedy.line ?? ''];
    remedies[name] = lines.join('\n');
  }
  return remedies;
}

/** Allows one name, as far as it is there. */
function allowing({ module, name, fullName }) {
  return `try:
    import importlib, operator, torch
    found = operator.attrgetter('${name}')(importlib.import_module('${module}'))
    torch.serialization.add_safe_globals([(found, '${fullName}')])
except (ImportError, AttributeError):
    pass`;
}

async function compare(folder) {
  const differences = [];
  measure('make', folder, count, seed);
  const { verdicts, otherWords } = await predict(folder, differences);
  const remedies = attempts(verdicts);
  writeFileSync(join(folder, 'remedies.json'), JSON.stringify(remedies));
  measure('cure', folder);
  let cured = 0;
  for (const [name, error] of Object.entries(readJson(join(folder, 'cured.json')))) {
    const hasRemedy = verdicts.get(name).remedy !== undefined;
    if (hasRemedy) cured += 1;
    if (hasRemedy && error !== '') differences.push(`${name}: the remedy fails: ${error}`);
    if (!hasRemedy && error === '') differences.push(`${name}: loads though it should not`);
  }
  const tried = Object.keys(remedies).length;
  console.log(
    `weights_only: ${verdicts.size} files, ${otherWords} with other words; ` +
      `${cured} remedies, ${tried - cured} files without one; ${differences.length} differences`,
  );
  for (const difference of differences) console.error(difference);
  return differences.length === 0 ? 0 : 1;
}

const reason = whatIsMissing('torch', 'numpy');
if (reason !== undefined) {
  console.log(`weights_only: skipped, ${reason} (CKPT_PYTHON names another Python)`);
} else if (!existsSync(library)) {
  console.error('weights_only: build ckpt first');
  process.exitCode = 2;
} else {
  const folder = mkdtempSync(join(tmpdir(), 'ckpt-weights-only-'));
  try {
    process.exitCode = await compare(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
