import { describe, expect, it } from 'vitest';
import { configOf } from '../../src/model/omegaconf.ts';
import type { Mapping, Opaque, Value } from '../../src/model/value.ts';
import { dict, float, instance, list, mapping, opaque } from '../support/values.ts';

/** A node inside `parent`, with all that OmegaConf writes beside the content. */
function container(type: 'Dict' | 'List', content: Value, parent: Value = null): Opaque {
  const metadata = instance('omegaconf.base.ContainerMetadata', { key: null });
  return instance(`omegaconf.${type.toLowerCase()}config.${type}Config`, {
    _metadata: metadata,
    _parent: parent,
    _content: content,
  });
}
const leaf = (type: string, value: Value) =>
  instance(`omegaconf.nodes.${type}Node`, { _metadata: null, _parent: null, _val: value });
const reference = (path: string) => `\${${path}}`;
const union = (content: Value) => instance('omegaconf.base.UnionNode', { _content: content });

describe('an OmegaConf', () => {
  it('is the plain dict that it holds', () => {
    const config = container(
      'Dict',
      dict({
        lr: leaf('Float', float(0.1)),
        steps: leaf('Integer', 5),
        name: leaf('Any', null),
        color: leaf('Enum', opaque('a.Color', { args: [1] })),
        dims: container('List', list(leaf('Any', 16), container('List', list(leaf('Any', 8))))),
        model: container('Dict', dict({ deep: leaf('String', 'x') })),
      }),
    );

    expect(configOf(config)).toEqual(
      dict({
        lr: float(0.1),
        steps: 5,
        name: null,
        color: opaque('a.Color', { args: [1] }),
        dims: list(16, list(8)),
        model: dict({ deep: 'x' }),
      }),
    );
  });

  it('is the plain list that it holds', () => {
    expect(configOf(container('List', list(leaf('Any', 1), 'raw')))).toEqual(list(1, 'raw'));
  });

  it('keeps interpolations and what is missing as they are written', () => {
    const config = container(
      'Dict',
      dict({
        decay: leaf('Any', reference('model.dropout')),
        seed: leaf('Any', '???'),
        whole: container('Dict', reference('other')),
        absent: container('List', '???'),
        none: container('Dict', null),
      }),
    );

    expect(configOf(config)).toEqual(
      dict({
        decay: reference('model.dropout'),
        seed: '???',
        whole: reference('other'),
        absent: '???',
        none: null,
      }),
    );
  });

  it('is nothing where the whole is an interpolation, missing or None', () => {
    for (const content of [reference('other'), '???', null]) {
      expect(configOf(container('Dict', content))).toBeUndefined();
    }
    expect(configOf(opaque('omegaconf.dictconfig.DictConfig'))).toBeUndefined();
    expect(configOf(opaque('omegaconf.dictconfig.DictConfig', { state: 5 }))).toBeUndefined();
  });

  it('looks through unions, and leaves classes that it does not know', () => {
    const own = opaque('a.Node', { state: dict({ _val: 1 }) });
    const config = container('Dict', dict({ one: union(leaf('Integer', 1)), own, two: union(2) }));

    expect(configOf(config)).toEqual(dict({ one: 1, own, two: 2 }));
  });

  it('keeps keys that are no text', () => {
    const config = container('Dict', mapping([1, leaf('Any', 'a')], [true, leaf('Any', 'b')]));

    expect(configOf(config)).toEqual(mapping([1, 'a'], [true, 'b']));
  });

  it('reads the names that version 1.4 gave its attributes', () => {
    const config = instance('omegaconf.dictconfig.DictConfig', {
      content: dict({ a: 1, b: instance('omegaconf.listconfig.ListConfig', { content: list(2) }) }),
      flags: dict({}),
      parent: null,
    });

    expect(configOf(config)).toEqual(dict({ a: 1, b: list(2) }));
  });

  it('has no parents in it, however they are tied', () => {
    const entries = new Map<Value, Value>();
    const content: Mapping = { kind: 'mapping', type: 'dict', entries };
    const root = container('Dict', content);
    const child = container('Dict', dict({ x: leaf('Any', 1) }), root);
    entries.set('child', child);

    expect(configOf(root)).toEqual(dict({ child: dict({ x: 1 }) }));
  });

  it('that holds itself is a dict that holds itself', () => {
    const entries = new Map<Value, Value>();
    const root = container('Dict', { kind: 'mapping', type: 'dict', entries });
    entries.set('self', root);
    const config = configOf(root);

    expect(config?.kind === 'mapping' && config.entries.get('self')).toBe(config);
  });

  it('survives a union that holds itself', () => {
    const entries = new Map<Value, Value>();
    const loop = opaque('omegaconf.base.UnionNode', {
      state: { kind: 'mapping', type: 'dict', entries },
    });
    entries.set('_content', loop);

    expect(configOf(container('Dict', dict({ loop })))).toEqual(dict({ loop }));
  });

  it('is made once, so that it is the same wherever it stands', () => {
    const config = container('Dict', dict({}));

    expect(configOf(config)).toBe(configOf(config));
  });
});
