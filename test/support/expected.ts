/** What a good tool finds in the runs of the corpus, and whether ours does. */
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, sep } from 'node:path';
import { nodeDirectory } from '../../src/node/directory.ts';
import { openFile } from '../../src/node/file.ts';
import { type ValidatePathsOptions, validatePaths } from '../../src/operations/validate-paths.ts';
import type { Validation } from '../../src/operations/validation.ts';
import type { Finding } from '../../src/rules/rule.ts';
import { CORPUS, hasCorpus } from './corpus.ts';

export interface ExpectedFinding {
  readonly severity: 'error' | 'warning' | 'info';
  readonly what: string;
  /** Exact values that a report has to hold. */
  readonly values: readonly (string | number)[];
}

export interface ExpectedCase {
  readonly name: string;
  /** What a person has on disk, and the path in it that they would give. */
  readonly tree: string;
  readonly open: string;
  /** Whether nothing else in the tree belongs to it. */
  readonly isAlone?: boolean;
  readonly findings: readonly ExpectedFinding[];
}

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
type RecordedFinding = { readonly [key: string]: Json } & Pick<
  ExpectedFinding,
  'severity' | 'what'
>;
interface Recorded {
  readonly open?: string;
  readonly findings: readonly RecordedFinding[];
}

export function runCases(): ExpectedCase[] {
  if (!hasCorpus) return [];
  const runs = join(CORPUS, 'runs');
  return foldersIn(runs).map((name) => {
    const recorded: Recorded = jsonAt(join(runs, name, 'expected.json'));
    return expectedCase(name, join(runs, name, 'tree'), recorded);
  });
}

export function huggingFaceCases(): ExpectedCase[] {
  if (!hasCorpus) return [];
  const all: Readonly<Record<string, Recorded>> = jsonAt(join(CORPUS, 'hf', 'expected.json'));
  return Object.entries(all).map(([name, recorded]) =>
    expectedCase(name, join(CORPUS, 'hf', name), recorded),
  );
}

function expectedCase(
  name: string,
  tree: string,
  { open = '.', findings }: Recorded,
): ExpectedCase {
  return { name, tree, open, findings: findings.map(expectedFinding) };
}

function foldersIn(path: string): string[] {
  const entries = readdirSync(path, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

/** Folders of one training each, and single files that have nothing to do with those beside them. */
export function lightningCases(
  wrong: Readonly<Record<string, readonly ExpectedFinding[]>>,
): ExpectedCase[] {
  if (!hasCorpus) return [];
  const root = join(CORPUS, 'lightning');
  const unrelated = ['.', 'edited', 'old'];
  const files = unrelated.flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => join(folder, name)),
  );
  const folders = foldersIn(root).filter((name) => !unrelated.includes(name));
  return [...folders, ...files.filter((name) => name.endsWith('.ckpt'))].map((name) => {
    const path = join(root, name);
    const place = folders.includes(name)
      ? { tree: path, open: '.' }
      : { tree: dirname(path), open: basename(path), isAlone: true };
    return { name, ...place, findings: wrong[name] ?? [] };
  });
}

function jsonAt<Content>(path: string): Content {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** What a finding without values has to speak of: its `what` is a description of it. */
const WORD = /\b(?:[a-z]+(?:_[a-z]+)+|\w+\.(?:pt|ckpt|json|yaml|csv))\b/g;

function expectedFinding({ severity, what, ...rest }: RecordedFinding): ExpectedFinding {
  const values = valuesIn(rest);
  return { severity, what, values: values.length > 0 ? values : (what.match(WORD) ?? []) };
}

/** Of a long list the first five: findings give examples, and count the rest. */
function valuesIn(recorded: Json): (string | number)[] {
  if (typeof recorded === 'string' || typeof recorded === 'number') return [recorded];
  if (recorded === null || typeof recorded === 'boolean') return [];
  if (Array.isArray(recorded)) return recorded.slice(0, 5).flatMap(valuesIn);
  // The names of what differs are values too.
  return Object.entries(recorded).flatMap(([key, value]) =>
    key === 'differences' && typeof value === 'object' && value !== null
      ? [...Object.keys(value), ...valuesIn(value)]
      : valuesIn(value),
  );
}

const DISK = {
  open: openFile,
  directory: (path: string) => nodeDirectory(path),
  sibling: (path: string, name: string) => join(dirname(path), name),
};

/** Validates a path of the corpus as a person would, with the links in place that it has no room for. */
export async function validateCorpus(
  { tree, open, isAlone = false }: Pick<ExpectedCase, 'tree' | 'open' | 'isAlone'>,
  options: ValidatePathsOptions = {},
): Promise<Validation> {
  const links = linksBelow(tree);
  if (links.length === 0 && !isAlone) return validatePaths([join(tree, open)], DISK, options);
  const copy = mkdtempSync(join(tmpdir(), 'ckpt-corpus-'));
  try {
    if (isAlone) cpSync(join(tree, open), join(copy, open));
    else cpSync(tree, copy, { recursive: true });
    for (const [path, target] of isAlone ? [] : links) {
      mkdirSync(dirname(join(copy, path)), { recursive: true });
      rmSync(join(copy, path), { force: true });
      symlinkSync(target, join(copy, path));
    }
    return await validatePaths([join(copy, open)], DISK, options);
  } finally {
    rmSync(copy, { recursive: true });
  }
}

function linksBelow(tree: string): (readonly [path: string, target: string])[] {
  const links: Readonly<Record<string, string>> = jsonAt(join(CORPUS, 'links.json'));
  return Object.entries(links)
    .map(([path, target]) => [join(CORPUS, path), target] as const)
    .filter(([path]) => path.startsWith(tree + sep))
    .map(([path, target]) => [path.slice(tree.length + 1), target] as const);
}

export interface Comparison {
  /** What was expected and is not among the findings. */
  readonly missed: readonly string[];
  /** Errors and warnings that were not expected. */
  readonly unexpected: readonly string[];
}

/** Each expected finding has to be one of its own. What is only worth knowing may be told or not. */
export function comparison(
  { findings }: Validation,
  expected: readonly ExpectedFinding[],
): Comparison {
  const told = findings.filter(({ severity }) => severity !== 'note');
  const wanted = expected.filter(({ severity }) => severity !== 'info');
  /** What each finding that is told stands for. */
  const tellers = new Map<Finding, ExpectedFinding>();
  const missed = wanted.filter((one) => !findTeller(one, told, tellers, new Set()));
  return {
    missed: missed.map(({ what }) => what).sort(),
    unexpected: told
      .filter((one) => !tellers.has(one))
      .map(({ rule }) => rule)
      .sort(),
  };
}

/** Takes a finding for `one`, and finds another for what that stood for till now. */
function findTeller(
  one: ExpectedFinding,
  told: readonly Finding[],
  tellers: Map<Finding, ExpectedFinding>,
  tried: Set<Finding>,
): boolean {
  for (const finding of told) {
    if (tried.has(finding) || !isReported(one, finding)) continue;
    tried.add(finding);
    const other = tellers.get(finding);
    if (other !== undefined && !findTeller(other, told, tellers, tried)) continue;
    tellers.set(finding, one);
    return true;
  }
  return false;
}

function isReported({ severity, values }: ExpectedFinding, finding: Finding): boolean {
  const text = JSON.stringify(finding);
  const plain = `${text} ${text.replace(/(?<=\d),(?=\d{3})/g, '')}`;
  const numbers = new Set((plain.match(NUMBER) ?? []).map(Number));
  return (
    finding.severity === severity &&
    values.every((value) =>
      typeof value === 'number'
        ? numbers.has(value)
        : text.includes(JSON.stringify(value).slice(1, -1)),
    )
  );
}

const NUMBER = /-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/g;
