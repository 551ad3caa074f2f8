/** A difference as plain data: schema/difference.schema.json describes it. */
import type {
  Change,
  Difference,
  Fact,
  NamedFact,
  SectionDifference,
  SideFacts,
} from '../../operations/diff/difference.ts';
import { isSame } from '../../operations/diff/index.ts';
import type { ComparedPair, ValuesDifference } from '../../operations/diff-values/index.ts';
import type { ModuleValues } from '../../operations/diff-values/modules.ts';
import { objectOf } from '../plain-object.ts';
import { type Plain, type PlainObject, PlainTree } from '../plain-tree.ts';

export function differenceReport(difference: Difference): PlainObject {
  const { left, right, sections, values, unreadable } = difference;
  const trees = {
    left: new PlainTree({ file: left.name }),
    right: new PlainTree({ file: right.name }),
  };
  return objectOf({
    kind: 'difference',
    version: 1,
    isSame: isSame(difference),
    left: sideReport(left),
    right: sideReport(right),
    sections: sections.map((section) => sectionReport(section, trees)),
    values: values && valuesReport(values),
    unreadable: [...unreadable],
  });
}

interface Trees {
  readonly left: PlainTree;
  readonly right: PlainTree;
}

function sideReport({
  name,
  checkpoint,
  title,
  epoch,
  step,
  parameterCount,
}: SideFacts): PlainObject {
  return objectOf({ name, checkpoint, title, epoch, step, parameterCount });
}

function sectionReport(section: SectionDifference, trees: Trees): PlainObject {
  const { name, changes, renames, equalCount, equal, pairs } = section;
  return objectOf({
    name,
    changes: changes.map((change) => changeReport(change, trees)),
    renames: renames.map(({ from, to, by, pairs: names }) =>
      objectOf({ from, to, by, pairs: names.map(([a, b]) => [a, b]) }),
    ),
    equalCount,
    ...(equal.length > 0 && { equal: equal.map((one) => equalReport(one, trees)) }),
    comparableTensors: pairs.length,
  });
}

function changeReport(change: Change, trees: Trees): PlainObject {
  const { kind, group, name, item, isDetail } = change;
  return objectOf({
    kind,
    group: group === '' ? undefined : group,
    name,
    item,
    isDetail,
    left: change.kind === 'added' ? undefined : factReport(change.left, trees.left),
    right: change.kind === 'removed' ? undefined : factReport(change.right, trees.right),
  });
}

function equalReport({ group, name, item, fact }: NamedFact, { left }: Trees): PlainObject {
  return objectOf({ group: group === '' ? undefined : group, name, item, ...members(fact, left) });
}

function factReport(fact: Fact, tree: PlainTree): PlainObject {
  return objectOf(members(fact, tree));
}

function members({ path, value, scalar }: Fact, tree: PlainTree): { path: string; value: Plain } {
  return { path, value: tree.of(scalar ?? value, path) };
}

function valuesReport({ atol, rtol, tensors, modules }: ValuesDifference): PlainObject {
  return objectOf({
    atol: float(atol),
    rtol: float(rtol),
    tensors: tensors.map(tensorReport),
    modules: modules.map(moduleReport),
  });
}

function tensorReport({ section, pair, values }: ComparedPair): PlainObject {
  const { status, elementCount, reason, numbers } = values;
  return objectOf({
    section,
    group: pair.group === '' ? undefined : pair.group,
    name: pair.name,
    item: pair.item,
    leftPath: pair.left.path,
    rightPath: pair.right.path,
    status,
    elementCount,
    reason,
    ...(numbers && {
      differing: numbers.differing,
      nonFinite: numbers.nonFinite,
      maxAbs: float(numbers.maxAbs),
      meanAbs: float(numbers.meanAbs),
      relativeL2: floatOf(numbers.relativeL2),
      cosine: floatOf(numbers.cosine),
    }),
  });
}

function moduleReport({
  name,
  tensorCount,
  differing,
  maxAbs,
  relativeL2,
}: ModuleValues): PlainObject {
  return objectOf({
    name,
    tensorCount,
    differing,
    maxAbs: float(maxAbs),
    relativeL2: floatOf(relativeL2),
  });
}

function float(value: number): Plain {
  return { kind: 'float', value };
}

function floatOf(value: number | undefined): Plain | undefined {
  return value === undefined ? undefined : float(value);
}
