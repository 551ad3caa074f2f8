import { pythonRepr } from '../../model/python-repr.ts';
import { examplesOf, exampleText } from '../examples.ts';
import { weightPairs } from '../reference-weights.ts';
import { defineRule } from '../rule.ts';

/** Loading is strict unless someone says otherwise. */
export const names = defineRule({
  id: 'reference/names',
  summary: 'The weights have the names of the reference: --reference',
  severity: 'warning',
  questions: ['load', 'resume', 'eval', 'share'],
  needs: ['tensors', 'reference'],

  *find({ training, tensors, reference }) {
    const pairs = weightPairs({ tensors, ...(training !== undefined && { training }) }, reference);
    const { own, reference: other, prefix } = pairs;
    const missing = [...other.keys()].filter((name) => !own.has(name));
    const unexpected = [...own.keys()].filter((name) => !other.has(name));
    if (missing.length + unexpected.length === 0 && prefix === undefined) return;
    yield {
      // A prefix is the whole trouble, and is told once.
      ...(prefix?.of === 'own' && {
        explains: [{ rule: 'weights/wrapper-prefix' }, { rule: 'weights/model-prefix' }],
      }),
      data: {
        file: reference.checkpoint.file,
        prefix: prefix?.text ?? null,
        prefixOf: prefix?.of ?? null,
        missing: missing.length,
        missingNames: examplesOf(missing).examples,
        unexpected: unexpected.length,
        unexpectedNames: examplesOf(unexpected).examples,
      },
    };
  },

  message: ({ file, prefix, prefixOf, missing, missingNames, unexpected, unexpectedNames }) => {
    const [own, other] = prefixOf === 'own' ? ['this file', file] : [file, 'this file'];
    const parts: string[] = [];
    if (prefix !== null)
      parts.push(`every name of ${own} begins with ${prefix}, and none of ${other}`);
    if (missing > 0) {
      const lacking = exampleText({ count: missing, examples: missingNames });
      parts.push(`${missing} of the names in ${file} ${are(missing)} missing: ${lacking}`);
    }
    if (unexpected > 0) {
      const extra = exampleText({ count: unexpected, examples: unexpectedNames });
      parts.push(`${unexpected} ${are(unexpected)} not in ${file}: ${extra}`);
    }
    return parts.join('; ');
  },
  cure: ({ prefix, prefixOf }) => {
    if (prefix === null) {
      return 'load it into the model that it was saved from; strict=False skips these names, and leaves what is missing as it was initialized';
    }
    return prefixOf === 'own'
      ? `take it off: {name.removeprefix(${pythonRepr(prefix)}): tensor for name, tensor in weights.items()}`
      : `put it before: {${pythonRepr(prefix)} + name: tensor for name, tensor in weights.items()}`;
  },
});

const are = (count: number) => (count === 1 ? 'is' : 'are');
