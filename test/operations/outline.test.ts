import { describe, expect, it } from 'vitest';
import type { Sequence, Value } from '../../src/model/value.ts';
import { type OutlineOptions, outline } from '../../src/operations/outline.ts';
import { dict, instance, list, mapping, tensor } from '../support/values.ts';

/** Rows as `depth label`, with what is special about them. */
function shown(root: Value, options: OutlineOptions = {}) {
  const { rows, hidden } = outline(root, options);
  const lines = rows.map((row) => {
    const marks = [
      row.count > 1 ? `×${row.count}` : '',
      row.isOpen ? 'open' : '',
      row.hidden > 0 ? `hides ${row.hidden}` : '',
      row.sameAs === undefined ? '' : `same as ${row.sameAs}`,
    ];
    return [row.depth, row.label, ...marks].filter((mark) => mark !== '').join(' ');
  });
  return hidden > 0 ? [...lines, `hides ${hidden}`] : lines;
}

const entries = (count: number, value: (index: number) => Value = (index) => index) =>
  dict(
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, value(index)])),
  );
const weight = () => tensor([2], { dtype: 'float32' });

describe('an outline', () => {
  const small = dict({
    epoch: 3,
    sd: dict({ w: weight(), b: weight() }),
    groups: list(dict({ lr: 1, params: list(0, 1, 2) })),
    empty: dict({}),
  });

  it('shows a small tree whole, flat values closed', () => {
    expect(shown(small)).toEqual([
      '0 epoch',
      '0 sd open',
      '1 w',
      '1 b',
      '0 groups[0] open',
      '1 lr',
      '1 params',
      '0 empty',
    ]);
  });

  it('has paths that lead to its rows', () => {
    expect(outline(small).rows.map(({ path }) => path)).toEqual([
      ...['epoch', 'sd', 'sd.w', 'sd.b', 'groups[0]'],
      ...['groups[0].lr', 'groups[0].params', 'empty'],
    ]);
  });

  it('shows so many levels', () => {
    expect(shown(small, { depth: 1 })).toEqual(['0 epoch', '0 sd', '0 groups[0]', '0 empty']);
    expect(shown(small, { depth: 2 })).toEqual([
      ...['0 epoch', '0 sd open', '1 w', '1 b', '0 groups[0] open', '1 lr', '1 params', '0 empty'],
    ]);
    expect(shown(small, { depth: 0 })).toEqual(shown(small, { depth: 1 }));
  });

  it('shows everything where all is asked for, folded nowhere', () => {
    const layers = list(weight(), weight(), weight());

    expect(shown(dict({ layers, sizes: list(7, 8) }))).toEqual([
      ...['0 layers open', '1 [{0..2}] ×3', '0 sizes'],
    ]);
    expect(shown(dict({ layers, sizes: list(7, 8) }), { all: true })).toEqual([
      ...['0 layers open', '1 [0]', '1 [1]', '1 [2]', '0 sizes open', '1 [0]', '1 [1]'],
    ]);
  });

  it('goes through lists of one item, but not to a tensor or a number', () => {
    const inner = dict({ x: 1 });

    expect(
      shown(dict({ a: list(inner), b: list(weight()), c: list(7), d: list(list(8)) })),
    ).toEqual([...['0 a[0] open', '1 x', '0 b open', '1 [0]', '0 c', '0 d open', '1 [0]']]);
    expect(shown(dict({ a: list(inner) }), { all: true })).toEqual([
      ...['0 a open', '1 [0] open', '2 x'],
    ]);
  });

  it('fills the lines it has, the outer levels first', () => {
    const tree = entries(4, () => entries(4, (index) => entries(3, () => `v${index}`)));
    const depths = (lines: number) => outline(tree, { lines }).rows.map(({ depth }) => depth);

    expect(Math.max(...depths(4))).toBe(0);
    expect(depths(8).filter((depth) => depth === 1).length).toBe(4);
    expect(Math.max(...depths(20))).toBe(1);
    expect(Math.max(...depths(36))).toBe(2);
  });

  for (const lines of [1, 2, 3, 5, 8, 13, 21, 36, 100]) {
    it(`never takes more than ${lines} lines, but for a single row and what is left`, () => {
      const tree = entries(3, (index) => entries(20 * index, () => entries(5, () => 'x')));
      const { rows, hidden } = outline(tree, { lines });
      const more = rows.filter((row) => row.hidden > 0).length + (hidden > 0 ? 1 : 0);

      expect(rows.length + more).toBeLessThanOrEqual(Math.max(lines, 2));
      expect(rows.filter(({ depth }) => depth === 0).length + hidden).toBe(3);
    });
  }

  it('says how many children it hides', () => {
    const tree = dict({ state_dict: entries(40, () => 'x') });

    expect(shown(tree, { lines: 36 }).slice(0, 3)).toEqual([
      ...['0 state_dict open hides 29', '1 k0', '1 k1'],
    ]);
    expect(shown(entries(50), { lines: 36 }).at(-1)).toBe('hides 15');
    expect(shown(entries(50), { lines: 36, depth: 1 }).length).toBe(50);
    expect(shown(entries(50), { lines: 36, all: true }).length).toBe(50);
  });

  it('opens weights before hyperparameters before the rest', () => {
    const tree = dict({
      callbacks: entries(5, () => 'x'),
      hyper_parameters: entries(5, () => 'x'),
      state_dict: entries(5, () => 'x'),
    });
    const open = (lines: number) =>
      outline(tree, { lines })
        .rows.filter(({ isOpen }) => isOpen)
        .map(({ label }) => label);

    expect(open(8)).toEqual(['state_dict']);
    expect(open(13)).toEqual(['hyper_parameters', 'state_dict']);
    expect(open(18)).toEqual(['callbacks', 'hyper_parameters', 'state_dict']);
  });
});

describe('what is reached twice', () => {
  it('is opened once, and named the second time', () => {
    const shared = dict({ x: 1, y: 2 });

    expect(shown(dict({ a: shared, b: shared }))).toEqual([
      ...['0 a open', '1 x', '1 y', '0 b same as a'],
    ]);
    expect(shown(dict({ a: shared, b: shared }), { all: true })).toEqual([
      ...['0 a open', '1 x', '1 y', '0 b same as a'],
    ]);
  });

  it('is not worth a word where it is flat, or a tensor', () => {
    const flat = list(1, 2);
    const tied = weight();

    expect(shown(dict({ a: flat, b: flat, c: tied, d: tied, e: dict({}) }))).toEqual([
      ...['0 a', '0 b', '0 c', '0 d', '0 e'],
    ]);
  });

  it('may be the root itself', () => {
    const items: Value[] = [];
    const itself: Sequence = { kind: 'list', items };
    items.push('x', itself, list(itself));

    expect(outline(itself).rows.map(({ path, sameAs }) => [path, sameAs])).toEqual([
      ['[0]', undefined],
      ['[1]', ''],
      ['[2][0]', ''],
    ]);
    expect(shown(itself, { all: true }).length).toBe(4);
  });

  it('many times over takes no time', () => {
    let tree: Value = list(weight());
    for (let level = 0; level < 200; level += 1) tree = list(tree, tree, instance('a.B', { tree }));

    expect(outline(tree, { all: true }).rows.length).toBeLessThan(2000);
    expect(outline(tree).rows.length).toBeLessThanOrEqual(36);
  });
});

describe('a tree that is no container', () => {
  for (const value of [null, 5, 'text', weight()] as const) {
    it(`has no rows: ${typeof value}`, () => expect(shown(value)).toEqual([]));
  }

  it('but a tensor of parts has', () => {
    const parts = tensor([2], { parts: new Map<string, Value>([['scale', 1]]) });

    expect(shown(parts)).toEqual(['0 scale']);
    expect(shown(mapping([0, parts]))).toEqual(['0 [0] open', '1 scale']);
  });
});
