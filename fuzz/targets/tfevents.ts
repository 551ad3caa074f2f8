import {
  doubleField,
  event,
  float32Bytes,
  integerField,
  record,
  simpleValue,
  tensorValue,
  textField,
} from '../../test/support/tfevents.ts';
import { useInFolder } from '../folder.ts';
import { mutateEvents } from '../mutators/tfevents.ts';
import { seedFiles } from '../seed-files.ts';
import type { Target } from '../target.ts';

/** What TensorFlow 2 writes; those of the files are by torch. */
const TENSORS = Uint8Array.from([
  ...record([...doubleField(1, 1.5), ...textField(3, 'brain.Event:2')]),
  ...record(event(1, tensorValue('loss', integerField(1, 1), [0x22, 4, ...float32Bytes(0.5)]))),
  ...record(event(2, simpleValue('accuracy', 0.75), simpleValue('accuracy', Number.NaN))),
]);

const NAME = 'events.out.tfevents.1700000000.host.1.0';

/** Event files of TensorBoard. */
export const tfevents: Target = {
  name: 'tfevents',
  seeds: async () => [...seedFiles(/tfevents/, 4_096), { name: 'tensors', bytes: TENSORS }],
  mutate: mutateEvents,
  run: (bytes) => useInFolder(bytes, [() => ({ [`run/version_0/${NAME}`]: bytes })]),
};
