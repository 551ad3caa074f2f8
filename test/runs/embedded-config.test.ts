import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/limits.ts';
import type { Opaque, Value } from '../../src/model/value.ts';
import { nodeDirectory } from '../../src/node/directory.ts';
import { embeddedConfig } from '../../src/runs/embedded-config.ts';
import { readRun } from '../../src/runs/index.ts';
import { CORPUS, hasCorpus } from '../support/corpus.ts';
import { plain } from '../support/run-facts.ts';
import { dict, mapping, opaque } from '../support/values.ts';

const config = (content: Value, parent: Value): Opaque =>
  opaque('omegaconf.dictconfig.DictConfig', {
    state: dict({ _content: content, _parent: parent }),
  });
const leaf = (value: Value) => opaque('omegaconf.nodes.AnyNode', { state: dict({ _val: value }) });

describe('the configuration around a part of it', () => {
  const root = config(dict({ seed: leaf(1) }), null);
  const part = config(dict({ width: leaf(8) }), root);
  const inner = config(dict({ a: leaf(2) }), part);

  it('is that of the outermost parent', () => {
    expect(plain(embeddedConfig(part))).toEqual({ seed: 1 });
    expect(plain(embeddedConfig(inner))).toEqual({ seed: 1 });
  });

  it('is none of the whole, or of something else', () => {
    const others = [
      root,
      dict({ _parent: root }),
      opaque('a.B', { state: dict({ _parent: root }) }),
      3,
    ];

    expect(others.map(embeddedConfig)).toEqual(others.map(() => undefined));
    expect(embeddedConfig(config(dict({}), opaque('a.B')))).toBeUndefined();
  });

  it('is none where parents go in a circle', () => {
    const entries = new Map<Value, Value>([['_content', dict({})]]);
    const circle = opaque('omegaconf.dictconfig.DictConfig', { state: mapping() });
    const state = { kind: 'mapping', type: 'dict', entries } as const;
    const own: Opaque = { ...circle, state };
    entries.set('_parent', own);

    expect(embeddedConfig(own)).toBeUndefined();
  });
});

const SUB = join(CORPUS, 'lightning/omegaconf_sub');

describe.runIf(hasCorpus && existsSync(SUB))('a checkpoint of the corpus', () => {
  it('was saved with one section of its configuration, and holds all of it', async () => {
    const run = await readRun(nodeDirectory(SUB), { limits: DEFAULT_LIMITS });
    const whole = run.configs.find(({ title }) => title.startsWith('whole configuration'));

    expect(Object.keys(plain(whole?.value) ?? {})).toEqual(expect.arrayContaining(['model']));
  });
});
