import { children, joined } from '../../model/children.ts';
import type { Value } from '../../model/value.ts';
import { embeddedConfig as wholeConfig } from '../../runs/embedded-config.ts';
import { examplesOf, exampleText } from '../examples.ts';
import { defineRule } from '../rule.ts';
import { settingsOf } from '../settings.ts';

/** Parts of a configuration stand near the top of what a framework saves. */
const DEEPEST = 3;
const MOST_LOOKED_AT = 10_000;

/** A node of OmegaConf knows its parent: https://github.com/omry/omegaconf/blob/v2.3.0/omegaconf/base.py */
export const embeddedConfig = defineRule({
  id: 'privacy/embedded-config',
  summary: 'A part of a configuration is saved without the rest of it',
  severity: 'warning',
  questions: ['share'],
  needs: ['checkpoint'],

  *find({ checkpoint }) {
    const seen = new Set<Value>();
    for (const { path, value } of partsOf(checkpoint.root)) {
      const whole = wholeConfig(value);
      if (whole === undefined || seen.has(whole)) continue;
      seen.add(whole);
      const others = namesBeside(value, whole);
      if (others.length > 0) yield { path, data: examplesOf(others) };
    }
  },

  message: (names) =>
    `the whole configuration is in the pickle with the part that is shown: ${exampleText(names)}`,
  cure: () =>
    'save plain values: save_hyperparameters(OmegaConf.to_container(cfg, resolve=True)) drops the rest',
});

/** What the whole has and the part has not. */
function namesBeside(part: Value, whole: Value): readonly string[] {
  const names = [...settingsOf(whole).keys()];
  const own = [...settingsOf(part).keys()];
  const all = new Set(names);
  const prefixes = names
    .filter((name) => name.endsWith(`.${own[0]}`))
    .map((name) => name.slice(0, -(own[0] ?? '').length));
  const prefix = prefixes.find((one) => own.every((name) => all.has(one + name)));
  return prefix === undefined ? names : names.filter((name) => !name.startsWith(prefix));
}

function* partsOf(root: Value): Generator<Part> {
  let level: Part[] = [{ path: '', value: root }];
  let count = 0;
  for (let depth = 0; depth <= DEEPEST; depth += 1) {
    yield* level;
    const next: Part[] = [];
    for (const { path, value } of level) {
      for (const child of children(value)) {
        if (!HOLDERS.has(kindOf(child.value))) continue;
        count += 1;
        if (count > MOST_LOOKED_AT) return;
        next.push({ path: joined(path, child.step), value: child.value });
      }
    }
    level = next;
  }
}

const HOLDERS: ReadonlySet<string> = new Set(['mapping', 'opaque', 'list', 'tuple']);

function kindOf(value: Value): string {
  return typeof value === 'object' && value !== null ? value.kind : typeof value;
}

interface Part {
  readonly path: string;
  readonly value: Value;
}
