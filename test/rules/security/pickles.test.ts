import { alteredObject } from '../../../src/rules/security/altered-object.ts';
import { breaksOff } from '../../../src/rules/security/breaks-off.ts';
import { computedCall } from '../../../src/rules/security/computed-call.ts';
import { computedImport } from '../../../src/rules/security/computed-import.ts';
import { divergent } from '../../../src/rules/security/divergent.ts';
import { extraPickle } from '../../../src/rules/security/extra-pickle.ts';
import { nestedPickle } from '../../../src/rules/security/nested-pickle.ts';
import { contents, doing, imported, odd, pickle } from '../../support/contents.ts';
import { testRule } from '../../support/rules.ts';

testRule(computedImport, {
  quiet: { 'other oddities': doing(odd('computed-call', 'object'), odd('divergent', 'x')) },
  finds: {
    'names that are made up, as one': {
      subject: doing(odd('computed-name', '?.system'), odd('computed-name', '?.x')),
      findings: [
        {
          severity: 'error',
          offset: 7,
          data: { what: '?.system', times: 2 },
          message: /in "a\/data.pkl" makes up a name while it is loaded \(\?\.system\)/,
        },
      ],
    },
    'names by number': {
      subject: doing(odd('extension', '240')),
      findings: [{ message: /imports by the number 240/ }],
    },
  },
});

testRule(computedCall, {
  quiet: { 'other oddities': doing(odd('computed-name', '?.x')) },
  finds: {
    'calls of what calls gave': {
      subject: doing(odd('computed-call', 'object')),
      findings: [{ severity: 'warning', offset: 7, data: { count: 1 } }],
    },
  },
});

testRule(alteredObject, {
  quiet: {
    'items of what takes them': doing(
      odd('items-on', 'SETITEM collections.OrderedDict'),
      odd('items-on', 'APPEND collections.deque'),
      odd('items-on', 'SETITEM my_pkg.AttrDict'),
    ),
  },
  finds: {
    'a function that is changed': {
      subject: doing(odd('altered-name', 'sys.modules')),
      findings: [{ severity: 'error', message: /changes sys.modules itself$/ }],
    },
    'attributes that Python looks up': {
      subject: doing(odd('dunder-state', '__setstate__')),
      findings: [{ severity: 'warning', message: /sets __setstate__ of an object/ }],
    },
    'items of tensors': {
      subject: doing(odd('items-on', 'SETITEM torch._utils._rebuild_tensor_v2')),
      findings: [{ severity: 'error', cure: /torch before 2.10/ }],
    },
    'items of plain values': {
      subject: doing(odd('wrong-container', 'SETITEM on list')),
      findings: [{ severity: 'warning', message: /does SETITEM on list/ }],
    },
  },
});

testRule(divergent, {
  quiet: { 'other oddities': doing(odd('computed-call', 'object')) },
  finds: {
    'numbers that are read differently': {
      subject: doing(odd('divergent', 'a number that is written 0x1')),
      findings: [{ severity: 'warning', message: /has a number that is written 0x1, on which/ }],
    },
    'frames that hide instructions, before all others': {
      subject: doing(odd('divergent', 'x'), odd('divergent', 'a frame inside a frame')),
      findings: [{ severity: 'error', data: { what: 'a frame inside a frame' } }],
    },
    'frames that are only too long': {
      subject: doing(odd('divergent', 'a frame that is longer than the file')),
      findings: [{ severity: 'warning' }],
    },
  },
});

const broken = { finding: '1 byte is wanted, 0 left' };

testRule(breaksOff, {
  quiet: { 'a whole pickle': { contents: contents() } },
  finds: {
    'one that breaks after it imported something': {
      subject: {
        contents: contents({
          pickles: [pickle({ error: broken, imports: [imported('collections:OrderedDict')] })],
        }),
      },
      findings: [
        {
          severity: 'warning',
          offset: 100,
          message:
            'the pickle breaks (1 byte is wanted, 0 left), after it has imported and called what stands before',
        },
      ],
    },
    'one that did nothing before': {
      subject: { contents: contents({ pickles: [pickle({ error: broken })] }) },
      findings: [{ severity: 'note', message: 'the pickle breaks (1 byte is wanted, 0 left)' }],
    },
  },
});

testRule(extraPickle, {
  quiet: { 'the five of a legacy file': { contents: contents({ pickles: [pickle(), pickle()] }) } },
  finds: {
    'one behind the other': {
      subject: {
        contents: contents({ pickles: [pickle(), pickle({ role: 'stacked', start: 30 })] }),
      },
      findings: [
        { severity: 'note', offset: 30, message: 'another pickle stands behind the first' },
      ],
    },
    'one behind what is no pickle': {
      subject: {
        contents: contents({
          pickles: [pickle({ role: 'stray', member: 'x', imports: [imported('os:system')] })],
        }),
      },
      findings: [
        {
          severity: 'warning',
          data: { name: 'os.system' },
          message: /behind bytes that are no pickle in "x", and imports os.system$/,
        },
      ],
    },
  },
});

testRule(nestedPickle, {
  quiet: {
    'bytes that the pickle unpickles': {
      contents: contents({ pickles: [pickle({ role: 'called' })] }),
    },
  },
  finds: {
    'bytes that nothing unpickles': {
      subject: {
        contents: contents({
          pickles: [
            pickle({ role: 'passive', member: 'bytes@2', imports: [imported('os:system')] }),
          ],
        }),
      },
      findings: [{ severity: 'note', message: /^bytes in "bytes@2" are a pickle that imports os/ }],
    },
  },
});
