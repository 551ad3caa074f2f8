/** What is left of the value of a pickle that breaks off. */
import {
  effectsOf,
  type PickleDict,
  type PickleObject,
  type PickleSequence,
  type PickleValue,
} from './value.ts';

/**
 * The root as far as it was built, of a stack with its marks, which are used up. What stands above
 * each mark goes where the APPENDS or SETITEMS that never came would have put it. What may be
 * unfinished itself, the name of a call that was not made and its arguments, is left out.
 */
export function unfinishedRoot(stack: PickleValue[], marks: number[]): PickleValue | undefined {
  for (let start = marks.pop(); start !== undefined; start = marks.pop()) {
    const values = withoutOpenCall(stack.splice(start));
    // Right below may lie another mark: what is above it is no container’s yet.
    if (start > (marks.at(-1) ?? 0)) fill(stack[start - 1], values);
  }
  fillFromRoot(stack);
  return stack[0];
}

/**
 * A container of one item waits for it without a mark, as that of `{'state_dict': {…}}` does. Only
 * from the root up is that sure: elsewhere, what stands above a container may be its neighbor.
 */
function fillFromRoot(stack: readonly PickleValue[]): void {
  for (let position = 0; ; ) {
    const target = stack[position];
    if (!isFillable(target)) return;
    const waiting = stack.slice(position + 1, position + (target.kind === 'list' ? 2 : 3));
    const key = target.kind === 'list' ? undefined : waiting[0];
    if (isFillable(key) || !isFillable(waiting.at(-1))) return;
    fill(target, waiting);
    position += waiting.length;
  }
}

/** Puts values into a container; a key without its value is left out. */
function fill(target: PickleValue | undefined, items: readonly PickleValue[]): void {
  if (!isFillable(target)) return;
  if (target.kind === 'list') {
    for (const item of items) target.items.push(item);
    return;
  }
  const { keys, values } = target.kind === 'dict' ? target : effectsOf(target);
  for (let index = 0; index + 1 < items.length; index += 2) {
    keys.push(items[index] as PickleValue);
    values.push(items[index + 1] as PickleValue);
  }
}

/** A call pushes its callee, then its arguments: no finished value is a global so near the end. */
function withoutOpenCall(values: readonly PickleValue[]): readonly PickleValue[] {
  const callee = values.findLastIndex(
    (value) => typeof value === 'object' && value?.kind === 'global',
  );
  return callee >= 0 && values.length - callee <= 3 ? values.slice(0, callee) : values;
}

type Fillable = (PickleSequence & { readonly kind: 'list' }) | PickleDict | PickleObject;

function isFillable(value: PickleValue | undefined): value is Fillable {
  if (typeof value !== 'object' || value === null) return false;
  return value.kind === 'list' || value.kind === 'dict' || value.kind === 'object';
}
