/** Keys and tokens as the services that issue them write them, and what is called one. */
import { count } from '../model/units.ts';
import { type Examples, exampleText } from './examples.ts';
import type { PlacedText } from './texts.ts';

export interface Secret {
  /** What it is: `GitHub token`. */
  readonly what: string;
  /** As much as everyone knows: what all of its kind begin with. Never more of it. */
  readonly prefix: string;
  readonly length: number;
  /** Of the first text that holds it; absent where that lies beside the tree. */
  readonly path: string | undefined;
  readonly paths: readonly string[];
  readonly isCertain: boolean;
}

interface Pattern {
  readonly what: string;
  readonly pattern: RegExp;
  readonly prefix: string;
}

/** https://github.com/gitleaks/gitleaks/blob/v8.18.0/config/gitleaks.toml lists more of them. */
const PATTERNS: readonly Pattern[] = [
  { what: 'Hugging Face token', prefix: 'hf_', pattern: /\bhf_[A-Za-z]{34,40}\b/g },
  { what: 'GitHub token', prefix: 'gh', pattern: /\bgh[pousr]_[A-Za-z0-9]{36,}\b/g },
  { what: 'GitHub token', prefix: 'github_pat_', pattern: /\bgithub_pat_\w{60,90}\b/g },
  { what: 'GitLab token', prefix: 'glpat-', pattern: /\bglpat-[\w-]{20,}/g },
  { what: 'AWS access key', prefix: 'A', pattern: /\bA(?:KIA|SIA)[A-Z2-7]{16}\b/g },
  { what: 'Google API key', prefix: 'AIza', pattern: /\bAIza[\w-]{35}/g },
  { what: 'API key', prefix: 'sk-', pattern: /\bsk-[\w-]{20,200}/g },
  { what: 'Slack token', prefix: 'xox', pattern: /\bxox[abprs]-[\w-]{20,}/g },
  { what: 'Weights & Biases key', prefix: 'wandb_v1_', pattern: /\bwandb_v1_\w{40,}/g },
  {
    what: 'token',
    prefix: 'eyJ',
    pattern: /\beyJ[\w-]{10,2000}\.eyJ[\w-]{10,4000}\.[\w-]{10,2000}/g,
  },
  { what: 'private key', prefix: '', pattern: /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/g },
  {
    what: 'password in an address',
    prefix: '',
    pattern: /\b[a-z][a-z0-9+.-]{0,30}:\/\/[^/\s:@]{1,200}:[^/\s:@]{3,200}@/gi,
  },
];

/** Names of secrets; `pad_token` and `token_count` are none. */
const NAMED =
  /^(?:.*_)?(?:api_?key|secret|secret_(?:access_)?key|access_key|password|passwd|private_key|(?:auth|access|api|hf|hub|bearer|refresh|github|wandb|secret)_?token)$/i;
const WANDB = /wandb/i;

/** Texts that are secrets or hold some, each once. */
export function secretsIn(texts: readonly PlacedText[]): readonly Secret[] {
  const secrets = new Map<string, Secret>();
  for (const text of texts) {
    for (const { value, ...kind } of secretsOf(text)) {
      const known = secrets.get(value);
      const paths = [...(known?.paths ?? []), placeText(text)];
      const path = text.path === '' ? undefined : text.path;
      secrets.set(value, known === undefined ? { ...kind, path, paths } : { ...known, paths });
    }
  }
  return [...secrets.values()];
}

function* secretsOf({ key, text }: PlacedText) {
  let isFound = false;
  for (const { what, pattern, prefix } of PATTERNS) {
    for (const [value] of text.matchAll(pattern)) {
      // What repeats itself stands for a secret, as in a page of help.
      if (/EXAMPLE|xxxx|\*\*\*|\$\{/i.test(value) || (prefix !== '' && entropy(value) < 3))
        continue;
      isFound = true;
      yield { value, what, prefix, length: value.length, isCertain: true };
    }
  }
  if (isFound || !isNamedSecret(key, text)) return;
  const what = WANDB.test(key) ? 'Weights & Biases key' : 'text called a secret';
  yield { value: text, what, prefix: '', length: text.length, isCertain: false };
}

function isNamedSecret(key: string, text: string): boolean {
  if (!NAMED.test(key)) return false;
  const isPlaceholder = /^(?:none|null|true|false|changeme|your[-_ ].*|<.*>|\?\?\?)$/i.test(text);
  return /^[^\s/\\${}]{8,200}$/.test(text) && !isPlaceholder && entropy(text) > 2;
}

type SecretData = Pick<Secret, 'what' | 'prefix' | 'length'> & Examples;

/** `a GitHub token (40 characters, gh…) at hyper_parameters.token`. */
export function secretText({ what, prefix, length, ...places }: SecretData): string {
  const article = /^[AEIO]/.test(what) ? 'an' : 'a';
  const begins = prefix === '' ? '' : `, ${prefix}…`;
  return `${article} ${what} (${count(length, 'character')}${begins}) at ${exampleText(places)}`;
}

/** Bits for each character, by how often each occurs: random ones have about 4 and more. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const times of counts.values()) {
    bits -= (times / text.length) * Math.log2(times / text.length);
  }
  return bits;
}

/** A place for people: what the path does not say is in brackets. */
export function placeText({ path, key }: PlacedText): string {
  if (path === '') return key === '' ? 'the top' : key;
  return key === '' || path.endsWith(key) ? path : `${path} (${key})`;
}
