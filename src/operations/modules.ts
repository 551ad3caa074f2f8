/** Weights by module: the tree that the dots in their names make, in as many lines as there are. */
import type { NamedTensor } from '../frameworks/training-state.ts';
import { elementCount } from '../model/value.ts';
import { rangesOf } from './fold.ts';
import { byteLengthOfTensor } from './tensor-list.ts';

export interface ModuleRow {
  /** 0 for the outermost. */
  readonly depth: number;
  /** `encoder`, `layers.{0..31}`, `weight`. */
  readonly label: string;
  /** How many modules alike the row stands for; the numbers below are of all of them. */
  readonly count: number;
  readonly tensorCount: number;
  /** Elements of parameters; tied ones count where they are named first. */
  readonly parameterCount: number;
  readonly byteLength: number;
  /** Where the row is one tensor, or several of one shape and dtype. */
  readonly tensor?: NamedTensor;
  readonly isOpen: boolean;
}

interface Module {
  label: string;
  readonly children: Map<string, Module>;
  /** Of what is no module but a tensor. */
  tensor?: NamedTensor;
  tensorCount: number;
  parameterCount: number;
  byteLength: number;
  /** Equal for modules of the same structure and shapes. */
  look: number;
}

/** Fewer than this are as easily read one by one. */
const LEAST_FOLDED = 3;

/** So few tensors are clearer by their whole names. */
const MOST_FLAT = 16;

/**
 * As many levels of modules as fit in `lines`, the heavier opened first. Siblings that differ only in
 * their number, shapes and dtypes being the same, are one row.
 */
export function moduleRows(tensors: readonly NamedTensor[], lines: number): ModuleRow[] {
  const root = moduleOf('');
  if (tensors.length <= Math.min(lines, MOST_FLAT)) {
    for (const tensor of tensors) childOf(root, `=${tensor.name}`, tensor.name).tensor = tensor;
    summarize(root, new Map());
    return rowsBelow(root, 0).map((row) => shownRow(row, false));
  }
  for (const tensor of tensors) add(root, tensor);
  summarize(root, new Map());
  const top = rowsBelow(root, 0);
  const open = new Map<Row, Row[]>();
  const closed = [...top];
  let left = lines - top.length;
  for (;;) {
    const candidates = closed.filter((row) => row.inside > 0 && row.inside <= left);
    const next = candidates.reduce<Row | undefined>(
      (best, row) => (best === undefined || row.byteLength > best.byteLength ? row : best),
      undefined,
    );
    if (next === undefined) break;
    const below = rowsBelow(next.module, next.depth + 1, next.count);
    open.set(next, below);
    closed.splice(closed.indexOf(next), 1, ...below);
    left -= below.length;
  }
  const flat = (rows: readonly Row[]): ModuleRow[] =>
    rows.flatMap((row) => {
      const below = open.get(row) ?? [];
      return [shownRow(row, below.length > 0), ...flat(below)];
    });
  return flat(top);
}

function shownRow({ module: _, inside: __, ...shown }: Row, isOpen: boolean): ModuleRow {
  return { ...shown, isOpen };
}

interface Row extends Omit<ModuleRow, 'isOpen'> {
  readonly module: Module;
  /** How many rows it would open to. */
  readonly inside: number;
}

/** A name with more dots than modules ever nest is taken as it is from here on. */
const MOST_STEPS = 64;

function moduleOf(label: string): Module {
  const children = new Map<string, Module>();
  return { label, children, tensorCount: 0, parameterCount: 0, byteLength: 0, look: 0 };
}

function add(root: Module, tensor: NamedTensor): void {
  const all = tensor.name.split('.');
  const steps = all.slice(0, MOST_STEPS);
  const last = [steps.pop(), ...all.slice(MOST_STEPS)].join('.');
  let at = root;
  for (const step of steps) at = childOf(at, `.${step}`, step);
  childOf(at, `=${last}`, last).tensor = tensor;
}

/** A tensor may have the name of a module: their keys differ by the first character. */
function childOf(module: Module, key: string, label: string): Module {
  const known = module.children.get(key);
  if (known !== undefined) return known;
  const child = moduleOf(label);
  module.children.set(key, child);
  return child;
}

/** Sums, and looks as numbers, so that they stay short however deep the tree is. */
function summarize(module: Module, looks: Map<string, number>): void {
  const parts: string[] = [];
  if (module.tensor !== undefined) {
    const { tensor, role, tiedTo } = module.tensor;
    const isNew = tiedTo === undefined;
    module.tensorCount = 1;
    module.byteLength = isNew ? byteLengthOfTensor(tensor) : 0;
    module.parameterCount = isNew && role === 'parameter' ? elementCount(tensor) : 0;
    parts.push(`${tensor.dtype} ${tensor.shape} ${role} ${isNew}`);
  }
  for (const [key, child] of module.children) {
    summarize(child, looks);
    module.tensorCount += child.tensorCount;
    module.parameterCount += child.parameterCount;
    module.byteLength += child.byteLength;
    parts.push(`${key} ${child.look}`);
  }
  const text = parts.join('\0');
  module.look = looks.get(text) ?? looks.size;
  looks.set(text, module.look);
}

const NUMBER = /^(?:0|[1-9]\d{0,8})$/;

/** The children of a module, those together that differ only in their number. */
function groupsOf({ children }: Module): Module[][] {
  const groups: Module[][] = [];
  const alike = new Map<number, Module[]>();
  for (const child of children.values()) {
    if (!NUMBER.test(child.label)) {
      groups.push([child]);
      continue;
    }
    const group = alike.get(child.look);
    if (group === undefined) {
      const first = [child];
      alike.set(child.look, first);
      groups.push(first);
    } else group.push(child);
  }
  return groups.flatMap((group) =>
    group.length < LEAST_FOLDED ? group.map((one) => [one]) : [group],
  );
}

function rowsBelow(module: Module, depth: number, times = 1): Row[] {
  return groupsOf(module).map((group) => rowOf(group, depth, times));
}

/** A group as a row, together with what is alone in it: `model.layers.{0..31}`. */
function rowOf(group: readonly Module[], depth: number, times: number): Row {
  const labels: string[] = [];
  let count = times;
  let members: readonly Module[] | undefined = group;
  let module = moduleOf('');
  while (members !== undefined) {
    const [first = module] = members;
    const numbers = members.map(({ label }) => Number(label));
    labels.push(members.length > 1 ? `{${rangesOf(numbers)}}` : first.label);
    count *= members.length;
    module = first;
    const [only, ...more] = groupsOf(module);
    members = more.length === 0 ? only : undefined;
  }
  const { tensor, tensorCount, parameterCount, byteLength } = module;
  return {
    depth,
    label: labels.join('.'),
    count,
    tensorCount: count * tensorCount,
    parameterCount: count * parameterCount,
    byteLength: count * byteLength,
    ...(tensor && { tensor }),
    module,
    inside: groupsOf(module).length,
  };
}
