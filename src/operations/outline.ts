/** Which lines show a tree best in the room there is. */
import { type Child, children, joined } from '../model/children.ts';
import { isModule } from '../model/known-objects.ts';
import { isFlat } from '../model/short.ts';
import { isKind, type Value } from '../model/value.ts';
import { type FoldedChild, firstFolded, foldedChildren } from './fold.ts';

export interface OutlineRow {
  /** 0 for the children of the root. */
  readonly depth: number;
  readonly label: string;
  readonly path: string;
  readonly value: Value;
  /** How many children the row stands for. */
  readonly count: number;
  /** Whether rows below this one show what is inside. */
  readonly isOpen: boolean;
  /** How many rows below this one are not shown. */
  readonly hidden: number;
  /** The path of an earlier row that shows the same object. */
  readonly sameAs?: string;
}

export interface Outline {
  readonly rows: readonly OutlineRow[];
  /** How many children of the root are not shown. */
  readonly hidden: number;
}

export interface OutlineOptions {
  /** Lines to fill; more only if the root alone has more. */
  readonly lines?: number;
  /** Show just so many levels, whatever room that takes. */
  readonly depth?: number;
  /** Fold nothing and hide nothing. */
  readonly all?: boolean;
}

interface Node extends FoldedChild {
  readonly depth: number;
  readonly path: string;
  sameAs?: string;
  below: Node[];
  hidden: number;
}

const DEFAULT_LINES = 36;
/** So many children of a nested value are shown where room is short. */
const SHOWN_CHILDREN = 12;

/**
 * The rows of a tree: as many levels as fit in `lines`, the outer before the inner, weights and
 * hyperparameters before the rest. A value that is reached twice is opened once.
 */
export function outline(root: Value, options: OutlineOptions = {}): Outline {
  const shownAt = new Map<Value, string>([[root, '']]);
  const fixedDepth = options.all ? Number.POSITIVE_INFINITY : options.depth;
  const inside = open(root, options);
  const { rows, empty } = inside;
  const most = fixedDepth === undefined ? (options.lines ?? DEFAULT_LINES) : rows.length;
  // The line that says how many are left takes room too.
  const shown = rows.length > most ? Math.max(most - 1, 1) : rows.length;
  const top = rows.slice(0, shown).map((child) => nodeOf(child, '', 0, options));
  if (fixedDepth === undefined)
    fillLines(top, (options.lines ?? DEFAULT_LINES) - top.length, shownAt, options);
  else for (const node of top) openTo(node, fixedDepth, shownAt, options);
  return { rows: top.flatMap(rowsOf), hidden: rows.length + empty - top.length };
}

/** What is inside a value. */
interface Inside {
  readonly rows: readonly FoldedChild[];
  /** How many more there are of which nothing can be said. */
  readonly empty: number;
}

const NOTHING: Inside = { rows: [], empty: 0 };

function open(value: Value, { all, depth, lines = DEFAULT_LINES }: OutlineOptions): Inside {
  if (all) {
    return { rows: Array.from(children(value), (child) => ({ ...child, count: 1 })), empty: 0 };
  }
  if (!isModule(value)) {
    // One more than there is room for tells that there are more.
    const most = depth === undefined ? Math.max(lines, SHOWN_CHILDREN) + 1 : undefined;
    const { rows, more } = firstFolded(value, most ?? Number.POSITIVE_INFINITY);
    return { rows, empty: more };
  }
  const folded = foldedChildren(value);
  // A dozen of a module’s attributes are dicts for hooks, which nearly always are empty.
  const rows = folded.filter((child) => !isEmpty(child.value));
  return { rows, empty: folded.length - rows.length };
}

function isEmpty(value: Value): boolean {
  return value === null || (isContainer(value) && !hasChildren(value));
}

function isContainer(value: Value): boolean {
  return isKind(value, 'mapping') || isKind(value, 'set') || isKind(value, 'list');
}

function nodeOf(
  child: FoldedChild,
  parentPath: string,
  depth: number,
  { all }: OutlineOptions,
): Node {
  const { label, step, value } = all || child.count > 1 ? child : throughSingles(child);
  const path = joined(parentPath, step);
  return { label, step, value, count: child.count, depth, path, below: [], hidden: 0 };
}

/** A list of one item that has parts of its own stands for it: `optimizer_states[0]`. */
function throughSingles({
  label,
  step,
  value,
}: FoldedChild): Pick<Child, 'label' | 'step' | 'value'> {
  const isList = typeof value === 'object' && (value?.kind === 'list' || value?.kind === 'tuple');
  const [item] = isList && value.items.length === 1 ? value.items : [];
  if (item === undefined || isFlat(item) || typeof item !== 'object' || item?.kind === 'tensor') {
    return { label, step, value };
  }
  return { label: `${label}[0]`, step: `${step}[0]`, value: item };
}

/** Opens a node unless it has nothing to show or was opened before. Gives its children. */
function opened(node: Node, shownAt: Map<Value, string>, options: OutlineOptions): Inside {
  const { value } = node;
  if (node.count > 1 || (!options.all && isFlat(value))) return NOTHING;
  const earlier = shownAt.get(value);
  if (earlier !== undefined) {
    if (hasChildren(value)) node.sameAs = earlier;
    return NOTHING;
  }
  if (typeof value === 'object' && value !== null) shownAt.set(value, node.path);
  return open(value, options);
}

function below(node: Node, inside: readonly FoldedChild[], options: OutlineOptions): Node[] {
  return inside.map((child) => nodeOf(child, node.path, node.depth + 1, options));
}

/** Of containers that were asked: the first child of a long one takes a look at all of them. */
const HAVE_CHILDREN = new WeakMap<object, boolean>();

function hasChildren(value: Value): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const known = HAVE_CHILDREN.get(value);
  if (known !== undefined) return known;
  const found = children(value).next().done !== true;
  HAVE_CHILDREN.set(value, found);
  return found;
}

function openTo(
  node: Node,
  depth: number,
  shownAt: Map<Value, string>,
  options: OutlineOptions,
): void {
  if (node.depth + 1 >= depth) return;
  const { rows, empty } = opened(node, shownAt, options);
  node.below = below(node, rows, options);
  node.hidden = empty;
  for (const child of node.below) openTo(child, depth, shownAt, options);
}

/** Opens nodes, outer ones first, as long as their children fit. */
function fillLines(
  top: readonly Node[],
  lines: number,
  shownAt: Map<Value, string>,
  options: OutlineOptions,
): void {
  let left = lines;
  let level: Node[] = [...top].sort((a, b) => interest(b) - interest(a));
  while (level.length > 0) {
    const next: Node[] = [];
    for (const node of level) {
      const { rows, empty } = opened(node, shownAt, options);
      const most = Math.min(SHOWN_CHILDREN, left - (empty > 0 ? 1 : 0));
      const shown = rows.length <= most ? rows.length : most - 1;
      if (shown < Math.min(2, rows.length)) continue;
      node.below = below(node, rows.slice(0, shown), options);
      node.hidden = shown > 0 ? rows.length + empty - shown : 0;
      left -= shown + (node.hidden > 0 ? 1 : 0);
      next.push(...node.below);
    }
    level = next;
  }
}

/** What people look for first, and what they leave for last. */
function interest({ label }: Node): number {
  if (/state_dict|^model|weights|^params/.test(label)) return 3;
  if (/hyper|hparams|config|args|cfg/.test(label)) return 2;
  if (/optim|callbacks/.test(label)) return 1;
  return /^loops$|rng|random/.test(label) ? -1 : 0;
}

function rowsOf(node: Node): OutlineRow[] {
  const { depth, label, path, value, count, hidden, sameAs } = node;
  const isOpen = node.below.length > 0;
  const same = sameAs !== undefined && { sameAs };
  const row = { depth, label, path, value, count, isOpen, hidden, ...same };
  return [row, ...node.below.flatMap(rowsOf)];
}
