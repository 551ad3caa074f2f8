import { bytes } from '../../model/units.ts';
import { elementCount } from '../../model/value.ts';
import { examplesOf, exampleText } from '../examples.ts';
import { defineRule } from '../rule.ts';
import { ownTensors } from '../sizes.ts';

export const double = defineRule({
  id: 'weights/double',
  summary: 'No parameter has more precision than training uses',
  severity: 'note',
  questions: ['load', 'share'],
  needs: ['training'],

  *find({ training }) {
    const wide = ownTensors(training).filter(
      ({ role, tensor }) => role === 'parameter' && /^(?:[<>=]?f8|float64)$/.test(tensor.dtype),
    );
    const [first] = wide;
    if (first === undefined) return;
    const half = wide.reduce((sum, { tensor }) => sum + 4 * elementCount(tensor), 0);
    yield { path: first.path, data: { half, ...examplesOf(wide.map(({ name }) => name)) } };
  },

  message: ({ half, count, examples }) =>
    `${count === 1 ? '1 parameter is' : `${count} parameters are`} float64, which takes ${bytes(half)} more than float32: ${exampleText({ count, examples })}`,
  cure: () => 'cast before saving, unless double precision is meant: model.float()',
});
