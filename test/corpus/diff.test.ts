import { describe, expect, it } from 'vitest';
import type { SectionDifference } from '../../src/operations/diff/difference.ts';
import { compareSides } from '../../src/operations/diff/index.ts';
import { announce, hasCorpus } from '../support/corpus.ts';
import { type DiffCase, lightningCases } from '../support/diff-cases.ts';
import { differences, entriesOf, type Golden, ofEntries } from '../support/golden-differences.ts';

const CASES = await lightningCases();

/** Told from the goldens, everything but weights. */
function expected(a: DiffCase['root'], b: DiffCase['root']): string[] {
  return [
    ...ofEntries(hyperparameters(a), hyperparameters(b), 'hyperparameters'),
    ...['epoch', 'global_step'].flatMap((name) => differences(a.get(name), b.get(name), name)),
    ...ofEntries(entriesOf(a.get('loops')), entriesOf(b.get('loops')), 'loops'),
    ...ofEntries(listed(a, 'lr_schedulers'), listed(b, 'lr_schedulers'), 'lr_schedulers'),
    ...ofEntries(optimizers(a), optimizers(b), 'optimizer_states'),
    ...versions(a, b),
  ].sort();
}

function hyperparameters(root: DiffCase['root']): Map<string, Golden> {
  return entriesOf(root.get('hyper_parameters') ?? root.get('hparams'));
}

function listed(root: DiffCase['root'], name: string): Map<string, Golden> {
  return new Map((root.get(name)?.list ?? []).map((item, index) => [`[${index}]`, item]));
}

/** Options of the groups: which parameter is which of the other file is no business of a golden. */
function optimizers(root: DiffCase['root']): Map<string, Golden> {
  const without = (group: Golden): Golden => ({
    dict: (group.dict ?? []).filter(([{ str }]) => str !== 'params'),
  });
  return new Map(
    Array.from(listed(root, 'optimizer_states'), ([at, state]) => {
      const groups = entriesOf(state).get('param_groups')?.list ?? [];
      return [at, { dict: [[{ str: 'param_groups' }, { list: groups.map(without) }]] }];
    }),
  );
}

function versions(a: DiffCase['root'], b: DiffCase['root']): string[] {
  const names = ['pytorch-lightning_version', 'legacy_pytorch-lightning_version'];
  return names.flatMap((name) => differences(a.get(name), b.get(name), name));
}

const OPTIMIZER_STATE = /^optimizer_states\[\d+\]\.(?:state|param_groups\[\d+\]\.params)/;

/** The same, as it was found. */
function found(sections: readonly SectionDifference[]): string[] {
  return sections
    .flatMap(({ name, changes }) =>
      changes.flatMap((change) => {
        const { path } = change.kind === 'added' ? change.right : change.left;
        // What is derived stands nowhere; what it is derived from is told too.
        if (change.name === '(type)' || (name === 'progress' && change.isDetail !== true))
          return [];
        if (name === 'versions') return `${change.kind} ${change.name}_version`;
        if (name === 'hyperparameters' && change.group === '') {
          return `${change.kind} hyperparameters.${steps(change.name)}`;
        }
        if (!['progress', 'optimizers', 'schedulers'].includes(name)) return [];
        return OPTIMIZER_STATE.test(path) ? [] : `${change.kind} ${steps(path)}`;
      }),
    )
    .sort();
}

/** `a["x y"][0]` as `a.x y.[0]`. */
function steps(path: string): string {
  return path.replace(/\[(['"])(.*?)\1\]/g, '.$2').replace(/(?<=.)(?<!\.)\[/g, '.[');
}

describe.runIf(hasCorpus)('every two checkpoints of Lightning in the corpus', () => {
  it(`differ as their goldens do: ${CASES.length} × ${CASES.length - 1} ordered pairs`, () => {
    let differing = 0;
    for (const a of CASES) {
      for (const b of CASES) {
        if (a === b) continue;
        const { sections } = compareSides(a.side, b.side);
        const told = expected(a.root, b.root);
        expect(found(sections), `${a.name} → ${b.name}`).toEqual(told);
        if (told.length > 0) differing += 1;
      }
    }
    announce(
      `diff: ${CASES.length * (CASES.length - 1)} ordered pairs, ${differing} differ beside weights`,
    );
    expect(CASES.length).toBeGreaterThan(60);
    expect(differing).toBeGreaterThan(4000);
  }, 120_000);
});
