import type { Value } from '../model/value.ts';
import { secretsIn } from './secrets.ts';

interface Override {
  readonly key: string;
  readonly value: Value;
}

/**
 * What an override sets, where that is one plain value. Lists, dicts, interpolations, functions and
 * deletions are left alone: https://hydra.cc/docs/advanced/override_grammar/basic/
 */
export function overrideOf(text: string): Override | undefined {
  const [, key, written] = /^\+{0,2}([\w./@-]+)=(.*)$/s.exec(text) ?? [];
  if (key === undefined || written === undefined || key.startsWith('hydra.')) return undefined;
  const value = plainValue(written.trim());
  // `db@main.source=x` chooses for another place, which the choices name without it.
  return value === undefined || key.includes('@') ? undefined : { key, value };
}

function plainValue(text: string): Value | undefined {
  const [, quoted] =
    /^(?:'([^'\\]*)'|"([^"\\]*)")$/.exec(text)?.filter((part) => part !== undefined) ?? [];
  if (quoted !== undefined) return quoted.includes('${') ? undefined : quoted;
  if (/[,[\]{}()\\$'"]/.test(text) || text === '') return undefined;
  const word = text.toLowerCase();
  if (word === 'null') return null;
  if (word === 'true' || word === 'false') return word === 'true';
  // Numbers are compared as numbers however they are written.
  return text;
}

/** An override as findings tell it, which end up in the logs of others: without a secret in it. */
export function toldOverride(text: string): string {
  const end = text.indexOf('=');
  if (end < 0) return text;
  const name = text.slice(text.lastIndexOf('.', end) + 1, end);
  const secrets = secretsIn([{ path: '', key: name, text: text.slice(end + 1) }]);
  return secrets.length > 0 ? `${text.slice(0, end + 1)}…` : text;
}
