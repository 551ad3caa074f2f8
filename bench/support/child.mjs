import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const pathOf = (relative) => fileURLToPath(new URL(relative, import.meta.url));

const CKPT = pathOf('../../bin/ckpt.js');
const BUILT = pathOf('../../dist');
const REPORT_PEAK = new URL('./report-peak.mjs', import.meta.url).href;
const TORCH_KEYS = pathOf('./torch_keys.py');
const TORCH_LIST = pathOf('./torch_list.py');
const TORCH_DIFF = pathOf('./torch_diff.py');
const READ_FILES = fileURLToPath(new URL('./read-files.mjs', import.meta.url));
const TORCH_CONVERT = pathOf('./torch_convert.py');
const TORCH_STATS = pathOf('./torch_stats.py');
const READ_FILE = fileURLToPath(new URL('./read-file.mjs', import.meta.url));
const STAT_WALK = fileURLToPath(new URL('./stat-walk.mjs', import.meta.url));

/** Runs a command to its end: its wall time in seconds, and what it wrote to descriptor 3. */
function timed(command, args, expected = [0]) {
  const start = performance.now();
  const child = spawnSync(command, args, {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    maxBuffer: 2 ** 26,
  });
  const seconds = (performance.now() - start) / 1000;
  if (child.error !== undefined) throw child.error;
  if (!expected.includes(child.status)) {
    throw new Error(`${command} ${args.join(' ')} failed:\n${child.stderr}`);
  }
  return { seconds, report: child.output[3].toString() };
}

export const bareNode = () => timed(process.execPath, ['-e', '0']).seconds;

export function inspect(...args) {
  needBuild();
  return timed(process.execPath, [CKPT, 'inspect', ...args]).seconds;
}

/** Asks every rule about a checkpoint; what it finds does not matter here. */
export function validate(...args) {
  needBuild();
  return timed(process.execPath, [CKPT, 'validate', ...args], [0, 1]).seconds;
}

/** The most memory, in bytes, that the process ever had. */
export function peakOfInspect(...args) {
  needBuild();
  return peakOf(CKPT, 'inspect', ...args);
}

/** Runs any command of ours. */
export function ckpt(...args) {
  needBuild();
  return timed(process.execPath, [CKPT, ...args]).seconds;
}

export function peakOfCkpt(...args) {
  needBuild();
  return peakOf(CKPT, ...args);
}

/** Reads a file and does nothing with it. */
export const readFile = (path) => timed(process.execPath, [READ_FILE, path]).seconds;

/** Looks through the pickles of a file. */
export function scan(...args) {
  needBuild();
  return timed(process.execPath, [CKPT, 'scan', ...args]).seconds;
}

export function peakOfScan(...args) {
  needBuild();
  return peakOf(CKPT, 'scan', ...args);
}

/** Lists what is below a folder. */
export function list(...args) {
  needBuild();
  return timed(process.execPath, [CKPT, 'ls', ...args]).seconds;
}

export function peakOfList(...args) {
  needBuild();
  return peakOf(CKPT, 'ls', ...args);
}

/** Compares two files. It says by its exit code that they differ. */
export function diff(...args) {
  needBuild();
  return timed(process.execPath, [CKPT, 'diff', ...args], [0, 1]).seconds;
}

export function peakOfDiff(...args) {
  needBuild();
  return peakOf(CKPT, 'diff', ...args);
}

/** Reads files from their beginnings to their ends, and does nothing with them. */
export const readFiles = (...files) => timed(process.execPath, [READ_FILES, ...files]).seconds;

/** Sums over all tensors of two files with torch: whole `seconds`, those after its import, and `peak`. */
export function torchDiff(...files) {
  const { seconds, report } = timed(PYTHON, [TORCH_DIFF, ...files]);
  return { seconds, ...JSON.parse(report) };
}

/** Lists the names and sizes below a folder, and opens nothing: what a listing costs at least. */
export const statWalk = (folder) => timed(process.execPath, [STAT_WALK, folder]).seconds;

export const peakOfBareNode = () => peakOf('-e', '0');

function peakOf(...args) {
  return Number(timed(process.execPath, ['--import', REPORT_PEAK, ...args], [0, 1]).report);
}

function needBuild() {
  if (!existsSync(BUILT)) throw new Error('nothing is built yet: npm run build');
}

/** The Python named by CKPT_BENCH_PYTHON, or why there is no rival. */
const PYTHON = process.env.CKPT_BENCH_PYTHON;

export function missingTorch() {
  if (PYTHON === undefined) return 'CKPT_BENCH_PYTHON names no Python';
  const { status } = spawnSync(PYTHON, ['-c', 'import torch'], { stdio: 'ignore' });
  return status === 0 ? undefined : 'the Python of CKPT_BENCH_PYTHON has no torch';
}

/**
 * Opens a file with torch and lists its tensors: the whole process’s `seconds`, those of them that
 * came after the import of torch (`loading`), and the `peak` memory in bytes.
 */
export function torchKeys(path) {
  const { seconds, report } = timed(PYTHON, [TORCH_KEYS, path]);
  return { seconds, ...JSON.parse(report) };
}

/** Loads every file below a folder with torch: the whole `seconds`, and those after its import. */
export function torchList(folder) {
  const { seconds, report } = timed(PYTHON, [TORCH_LIST, folder]);
  return { seconds, ...JSON.parse(report) };
}

/** The numbers of every tensor by torch: the whole `seconds`, and those after its import (`computing`). */
export function torchStats(path) {
  const { seconds, report } = timed(PYTHON, [TORCH_STATS, path]);
  return { seconds, ...JSON.parse(report) };
}

/** Copies a file byte by byte: no copy that shares its blocks with the original. */
export const copyFile = (from, to) => timed('cp', ['--reflink=never', from, to]).seconds;

/** Loads a file with torch and saves it as safetensors: the whole `seconds`, and the `peak`. */
export function torchConvert(from, to) {
  const { seconds, report } = timed(PYTHON, [TORCH_CONVERT, from, to]);
  return { seconds, ...JSON.parse(report) };
}
