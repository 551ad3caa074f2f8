import { byteLengthOf } from '../../model/dtype.ts';
import { bytes } from '../../model/units.ts';
import { elementCountOf, type Storage, type Tensor } from '../../model/value.ts';
import { examplesOf, exampleText } from '../examples.ts';
import { defineRule } from '../rule.ts';
import type { PlacedTensor } from '../subject.ts';

/** Less than this, or less than half of a storage, is not worth a word. */
const LEAST_WASTE_BYTES = 2 ** 20;

/** `torch.save` writes the whole storage behind a slice: https://github.com/pytorch/pytorch/issues/1995 */
export const wastedStorage = defineRule({
  id: 'tensor/wasted-storage',
  summary: 'No storage is much larger than what the tensors on it use',
  severity: 'warning',
  questions: ['load', 'share'],
  needs: ['tensors'],

  *find({ tensors }) {
    const wasteful = [...viewsOf(tensors)]
      .map(([storage, views]) => ({ views, waste: storage.byteLength - usedBytes(views) }))
      .filter(({ views: [first], waste }) => {
        const whole = first?.tensor.storage?.byteLength ?? 0;
        return waste >= LEAST_WASTE_BYTES && 2 * waste > whole;
      });
    if (wasteful.length === 0) return;
    const names = wasteful.flatMap(({ views: [first] }) => (first ? [first.path] : []));
    const wastedBytes = wasteful.reduce((sum, { waste }) => sum + waste, 0);
    yield { path: names[0], data: { wastedBytes, ...examplesOf(names) } };
  },

  message: ({ wastedBytes, ...names }) =>
    `${bytes(wastedBytes)} that no tensor uses, in the storages behind ${exampleText(names)}`,
  cure: () => 'save copies of slices rather than the slices: tensor.clone()',
});

interface View {
  readonly path: string;
  readonly tensor: Tensor;
}

function viewsOf(tensors: readonly PlacedTensor[]): ReadonlyMap<Storage, readonly View[]> {
  const views = new Map<Storage, View[]>();
  for (const { path, tensor } of tensors) {
    if (tensor.kind !== 'tensor' || tensor.storage === null) continue;
    const others = views.get(tensor.storage);
    if (others === undefined) views.set(tensor.storage, [{ path, tensor }]);
    else others.push({ path, tensor });
  }
  return views;
}

/** Views that overlap count twice: too little waste is told rather than too much. */
function usedBytes(views: readonly View[]): number {
  return views.reduce(
    (sum, { tensor: { dtype, shape } }) =>
      sum + (byteLengthOf(dtype, elementCountOf(shape ?? [])) ?? Number.POSITIVE_INFINITY),
    0,
  );
}
