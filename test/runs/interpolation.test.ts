import { describe, expect, it } from 'vitest';
import type { Value } from '../../src/model/value.ts';
import { hasInterpolation, interpolated } from '../../src/runs/interpolation.ts';
import { dict, float, list, mapping } from '../support/values.ts';

/** `@{` stands for the beginning of an interpolation, which JavaScript spells alike. */
const written = (text: string) => text.replaceAll('@{', '\u0024{');

const config = (entries: Readonly<Record<string, Value>>) => {
  const spelled = Object.entries(entries).map(
    ([key, value]) => [key, typeof value === 'string' ? written(value) : value] as const,
  );
  return mapping(...spelled);
};

const CONFIG = config({
  seed: 42,
  lr: float(0.001),
  name: 'vae',
  debug: false,
  none: null,
  missing: '???',
  tags: list('a', 'b'),
  groups: list(dict({ lr: 1 })),
  model: config({ name: 'vae', width: 8, title: '@{.name}-@{..seed}', up: '@{...seed}' }),
  which: 'model',
  chained: '@{chain}',
  chain: '@{model.width}',
  now: '@{now:%Y}',
  circle: '@{square}',
  square: '@{circle}',
  twice: '@{circle}x@{circle}',
});
const HYDRA = config({
  job: dict({ name: 'train', num: '???' }),
  run: config({ dir: '@{now:%Y}' }),
});

const CASES: readonly (readonly [string, readonly string[], Value | undefined])[] = [
  // the whole text is one: the type stays
  ['@{seed}', ['a'], 42],
  ['@{ seed }', ['a'], 42],
  ['@{lr}', ['a'], float(0.001)],
  ['@{debug}', ['a'], false],
  ['@{none}', ['a'], null],
  ['@{model.width}', ['a'], 8],
  ['@{tags[1]}', ['a'], 'b'],
  ['@{tags.0}', ['a'], 'a'],
  ['@{groups[0].lr}', ['a'], 1],
  ['@{model[name]}', ['a'], 'vae'],
  ['@{tags}', ['a'], list('a', 'b')],
  // text around it
  ['run-@{seed}-@{lr}-@{debug}-@{none}', ['a'], 'run-42-0.001-False-None'],
  ['x@{tags}', ['a'], undefined],
  // relative to where it stands
  ['@{.name}-@{..seed}', ['model', 'title'], 'vae-42'],
  ['@{.width}', ['model', 'title'], 8],
  ['@{..seed}', ['model', 'title'], 42],
  ['@{...seed}', ['model', 'title'], undefined],
  ['@{.seed}', ['a'], 42],
  // one inside another, one after another
  ['@{@{which}.width}', ['a'], 8],
  ['@{model.@{nope}}', ['a'], undefined],
  ['@{chained}', ['a'], 8],
  ['@{model.title}', ['a'], 'vae-42'],
  ['@{model.up}', ['a'], undefined],
  ['@{circle}', ['a'], undefined],
  ['@{twice}', ['a'], undefined],
  // not there, or not said
  ['@{nope}', ['a'], undefined],
  ['@{missing}', ['a'], undefined],
  ['@{seed.x}', ['a'], undefined],
  ['@{now:%Y}', ['a'], undefined],
  ['@{now}', ['a'], undefined],
  ['@{oc.env:HOME}', ['a'], undefined],
  ['@{oc.env:HOME,/root}', ['a'], undefined],
  ['@{mine:1}', ['a'], undefined],
  // resolvers that only look into the configuration
  ['@{oc.select:seed}', ['a'], 42],
  ['@{oc.select:nope,fallback}', ['a'], 'fallback'],
  ['@{oc.select:nope,3}', ['a'], undefined],
  ['@{oc.select:nope,null}', ['a'], undefined],
  ['@{oc.select:missing,fallback}', ['a'], undefined],
  ['@{hydra:job.name}', ['a'], 'train'],
  ['@{hydra:job.num}', ['a'], undefined],
  ['@{hydra:run.dir}', ['a'], undefined],
  // no grammar here, or another
  ['@{', ['a'], undefined],
  ['@{}', ['a'], undefined],
  ['@{a b}', ['a'], undefined],
  ['\\@{seed}', ['a'], '\\@{seed}'],
  ['x\\@{seed}@{seed}', ['a'], undefined],
  ["@{oc.select:'seed'}", ['a'], undefined],
  ['plain', ['a'], 'plain'],
  ['???', ['a'], undefined],
];

describe('an interpolation', () => {
  for (const [text, path, value] of CASES) {
    it(`${text} at ${path.join('.')}`, () => {
      const wanted = typeof value === 'string' ? written(value) : value;

      expect(interpolated(written(text), path, { config: CONFIG, hydra: HYDRA })).toEqual(wanted);
    });
  }

  it('of Hydra’s is not known without hydra.yaml', () => {
    expect(interpolated(written('@{hydra:job.name}'), ['a'], { config: CONFIG })).toBeUndefined();
  });

  it('that doubles with each level ends', () => {
    const levels = Array.from({ length: 30 }, (_, n) => [`l${n}`, `@{l${n + 1}}@{l${n + 1}}`]);
    const doubling = config(Object.fromEntries([...levels, ['l30', 'x']]));

    expect(interpolated(written('@{l0}'), ['a'], { config: doubling })).toBeUndefined();
  });

  it('is seen', () => {
    const values = ['@{a}', 'x@{a}', '\\@{a}', '$a', '{a}'].map(written);

    expect(values.map(hasInterpolation)).toEqual([true, true, false, false, false]);
    expect(hasInterpolation(3)).toBe(false);
  });
});
