/** Gathers what rules judge: all reading is done here. */
import { trainingStateOf } from '../frameworks/index.ts';
import type { TrainingState } from '../frameworks/training-state.ts';
import type { Anomaly, Checkpoint } from '../model/checkpoint.ts';
import { elementCountOf, type Tensor, type Value } from '../model/value.ts';
import type { PlacedTensor, Subject } from '../rules/subject.ts';
import { trainingEvidence } from '../rules/training-evidence.ts';
import { tensorsOf } from './tensor-list.ts';
import { readScalars } from './training.ts';

/** So many scalar tensors are read: an optimizer has one for each parameter. */
const MOST_SCALARS = 256;

/** What a checkpoint says of itself, with the values of its scalar tensors where they are wanted. */
export async function evidenceIn(
  checkpoint: Checkpoint,
  wantsScalars: boolean,
  readTraining: (root: Value) => TrainingState | undefined = trainingStateOf,
): Promise<Subject> {
  const { file, root } = checkpoint;
  const tensors = tensorsOf(root);
  const training = readTraining(root);
  const anomalies: Anomaly[] = [];
  const scalars =
    wantsScalars && training !== undefined
      ? await scalarsOf(tensors, training, anomalies)
      : undefined;
  return {
    file,
    checkpoint:
      anomalies.length === 0
        ? checkpoint
        : { ...checkpoint, anomalies: [...checkpoint.anomalies, ...anomalies] },
    tensors,
    ...(training !== undefined && trainingEvidence(training, root)),
    ...(scalars !== undefined && { scalars }),
  };
}

/** Scalar tensors outside the weights: first those there are few of, then the steps of an optimizer. */
async function scalarsOf(
  tensors: readonly PlacedTensor[],
  { weights }: TrainingState,
  anomalies: Anomaly[],
): Promise<ReadonlyMap<Tensor, Value>> {
  const inWeights = new Set(weights.flatMap((set) => set.tensors.map(({ tensor }) => tensor)));
  const wanted = tensors
    .filter(({ tensor }) => isScalar(tensor) && !inWeights.has(tensor))
    .sort((a, b) => Number(a.name === 'step') - Number(b.name === 'step'))
    .slice(0, MOST_SCALARS);
  const paths = new Map<Tensor, string>();
  for (const { path, tensor } of wanted) {
    if (tensor.kind === 'tensor' && !paths.has(tensor)) paths.set(tensor, path);
  }
  return readScalars(paths.keys(), anomalies, paths);
}

function isScalar({ shape }: PlacedTensor['tensor']): boolean {
  return shape !== null && elementCountOf(shape) === 1;
}
