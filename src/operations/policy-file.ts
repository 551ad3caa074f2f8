/** A policy as `ckpt.yaml` spells it, once that is decoded. */
import { scalarText } from '../model/scalar-text.ts';
import { isKind, type Value } from '../model/value.ts';
import { rules } from '../rules/index.ts';
import type { Question, Severity } from '../rules/rule.ts';
import type { Policy, Suppression } from './policy.ts';

/** Thrown where a policy says what none can: it must not be obeyed by halves. */
export class PolicyError extends Error {}

const QUESTIONS: readonly string[] = ['load', 'resume', 'eval', 'share'] satisfies Question[];
const SEVERITIES: readonly string[] = ['error', 'warning', 'note', 'off'];
const SIZE_UNITS: Readonly<Record<string, number>> = {
  '': 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};

export function policyFrom(value: Value): Policy {
  const policy = section(value, 'the policy', [
    'rules',
    'for',
    'strict',
    'allow-globals',
    'require-metadata',
    'forbid-dtypes',
    'maximum-size',
    'suppress',
  ]);
  const questions = policy.get('for');
  const strict = policy.get('strict');
  const maximum = policy.get('maximum-size');
  return {
    severities: severitiesFrom(policy.get('rules')),
    requirements: {
      allowedGlobals: texts(policy.get('allow-globals'), 'allow-globals'),
      requiredMetadata: texts(policy.get('require-metadata'), 'require-metadata'),
      forbiddenDtypes: texts(policy.get('forbid-dtypes'), 'forbid-dtypes'),
      ...(maximum !== undefined && { maximumBytes: bytesFrom(maximum) }),
    },
    suppressions: items(policy.get('suppress'), 'suppress').map(suppressionFrom),
    ...(questions !== undefined && { questions: texts(questions, 'for').map(questionFrom) }),
    ...(strict !== undefined && { isStrict: booleanFrom(strict) }),
  };
}

/** The members of a mapping that has no others than `known`. */
function section(
  value: Value | undefined,
  what: string,
  known: readonly string[],
): ReadonlyMap<string, Value> {
  // A file of nothing but comments.
  if (value === undefined || value === null) return new Map();
  const members = new Map<string, Value>();
  if (!isKind(value, 'mapping')) throw new PolicyError(`${what} has to be a mapping`);
  for (const [key, member] of value.entries) {
    const name = typeof key === 'string' ? key : scalarText(key);
    if (!known.includes(name)) {
      throw new PolicyError(`${what} knows no "${name}": it has ${known.join(', ')}`);
    }
    members.set(name, member);
  }
  return members;
}

const RULE_NAMES = new Set(rules.flatMap(({ id }) => [id, id.split('/')[0] ?? id]));

/** Throws a `PolicyError` where there is no rule and no category of this name. */
export function checkRuleName(name: string): void {
  if (!RULE_NAMES.has(name)) {
    throw new PolicyError(`there is no rule "${name}": ckpt rules lists them`);
  }
}

function severitiesFrom(value: Value | undefined): Policy['severities'] {
  const severities = new Map<string, Severity | 'off'>();
  for (const [name, said] of section(value, 'rules', [...RULE_NAMES])) {
    // YAML 1.1 reads `off` as false.
    const severity = said === false ? 'off' : said;
    if (!isSeverity(severity)) {
      throw new PolicyError(`rules: ${name} has to be one of ${SEVERITIES.join(', ')}`);
    }
    severities.set(name, severity);
  }
  return severities;
}

function isSeverity(value: Value): value is Severity | 'off' {
  return typeof value === 'string' && SEVERITIES.includes(value);
}

function questionFrom(text: string): Question {
  if (isQuestion(text)) return text;
  throw new PolicyError(`for has to be some of ${QUESTIONS.join(', ')}`);
}

function isQuestion(text: string): text is Question {
  return QUESTIONS.includes(text);
}

function suppressionFrom(value: Value): Suppression {
  const members = section(value, 'suppress', ['rule', 'file', 'until', 'reason']);
  const text = (name: string) => {
    const member = members.get(name);
    if (member === undefined || typeof member === 'string') return member;
    throw new PolicyError(`suppress: ${name} has to be text`);
  };
  const [rule, file, until, reason] = ['rule', 'file', 'until', 'reason'].map(text);
  if (rule === undefined) throw new PolicyError('suppress: each item names a rule');
  checkRuleName(rule);
  if (until !== undefined && !isDay(until)) {
    throw new PolicyError(`suppress: until takes a day as 2026-12-31, not "${until}"`);
  }
  return {
    rule,
    ...(file !== undefined && { file }),
    ...(until !== undefined && { until }),
    ...(reason !== undefined && { reason }),
  };
}

/** The 31st of February is no day: whoever wrote it meant another. */
function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return /^\d{4}-\d\d-\d\d$/.test(text) && new Date(time).toISOString().startsWith(text);
}

function items(value: Value | undefined, name: string): readonly Value[] {
  if (value === undefined || value === null) return [];
  if (isKind(value, 'list')) return value.items;
  throw new PolicyError(`${name} has to be a list`);
}

function texts(value: Value | undefined, name: string): string[] {
  return items(value, name).map((item) => {
    if (typeof item === 'string') return item;
    throw new PolicyError(`${name} has to be a list of texts`);
  });
}

function booleanFrom(value: Value): boolean {
  if (typeof value === 'boolean') return value;
  throw new PolicyError('strict has to be true or false');
}

function bytesFrom(value: Value): number {
  if (typeof value === 'number') return value;
  const [, digits = '', unit = ''] =
    /^(\d+(?:\.\d+)?) ?([kKMGT]i?B)?$/.exec(typeof value === 'string' ? value : '') ?? [];
  const size = SIZE_UNITS[unit];
  if (digits === '' || size === undefined) {
    throw new PolicyError('maximum-size takes bytes, or text as 2 GB');
  }
  return Number(digits) * size;
}
