import { describe, expect, it } from 'vitest';
import { tierOf } from '../../../src/rules/import-tiers.ts';
import { dangerousImport } from '../../../src/rules/security/dangerous-import.ts';
import { unknownImport } from '../../../src/rules/security/unknown-import.ts';
import { contents, imported, importing, pickle } from '../../support/contents.ts';
import { testRule } from '../../support/rules.ts';

testRule(dangerousImport, {
  quiet: {
    'what torch writes': importing('torch._utils:_rebuild_tensor_v2', 'collections:OrderedDict'),
    'classes of a project': importing('my_pkg.models:Net'),
    'a payload in bytes that nothing unpickles': {
      contents: contents({
        pickles: [pickle({ role: 'passive', imports: [imported('os:system')] })],
      }),
    },
  },
  finds: {
    'a command, and each name once': {
      subject: {
        contents: contents({
          pickles: [
            pickle({ imports: [imported('posix:system', { written: 'x.y' })] }),
            pickle({ member: 'a/data.pkl', imports: [imported('posix:system')] }),
          ],
        }),
      },
      findings: [
        {
          severity: 'error',
          offset: 2,
          data: { name: 'posix.system', count: 2, member: '' },
          message:
            'the pickle imports posix.system, written x.y: it is a way to the operating system',
          cure: /do not load it/,
        },
      ],
    },
    'one in an entry': {
      subject: {
        contents: contents({
          pickles: [pickle({ member: 'a/data.pkl', imports: [imported('builtins:eval')] })],
        }),
      },
      findings: [{ message: /^the pickle in "a\/data.pkl" imports builtins.eval: it runs/ }],
    },
    'what only a second pickle calls in the open': {
      subject: {
        contents: contents({
          pickles: [
            pickle({ imports: [imported('torch.storage:_load_from_bytes', { plainCalls: 1 })] }),
            pickle({ imports: [imported('torch.storage:_load_from_bytes')] }),
          ],
        }),
      },
      findings: [{ data: { name: 'torch.storage._load_from_bytes', count: 2 } }],
    },
  },
});

const ALLOWED = { requiredMetadata: [], forbiddenDtypes: [], allowedGlobals: ['my_pkg.models.*'] };

testRule(unknownImport, {
  quiet: {
    'inert names': importing('argparse:Namespace', 'numpy:dtype'),
    'dangerous ones, which another rule tells': importing('os:system'),
    'what was allowed': { ...importing('my_pkg.models:Net'), requirements: ALLOWED },
  },
  finds: {
    'classes, by the package that they are of': {
      subject: {
        ...importing('my_pkg.models:Net', 'my_pkg.data:Split', 'other:Thing'),
        requirements: ALLOWED,
      },
      findings: [
        {
          severity: 'note',
          data: { package: 'my_pkg', count: 1, examples: ['my_pkg.data.Split'] },
          message: 'loading it runs code of my_pkg that was not looked through: my_pkg.data.Split',
          cure: /--allow 'my_pkg\.\*'/,
        },
        { data: { package: 'other' } },
      ],
    },
  },
});

describe('the tier of a name', () => {
  const tiers: Readonly<Record<string, readonly string[]>> = {
    inert: [
      'torch:FloatStorage',
      'collections:OrderedDict',
      '_codecs:encode',
      'numpy._core.multiarray:_reconstruct',
      'numpy.dtypes:Float64DType',
      'pathlib:PosixPath',
      'datetime:datetime',
      'torch.distributed.checkpoint.metadata:Metadata',
      'torch.jit._pickle:build_intlist',
      'io:BytesIO',
    ],
    unknown: [
      'my_pkg.models:Net',
      'my_pkg.models:Net.Inner',
      'my_pkg.models:Net.__init__',
      'torch.nn.modules.linear:Linear',
      'torch._C:_VariableFunctionsClass.relu',
      'omegaconf.dictconfig:DictConfig',
      'my_pkg:build.__new__',
      'pprint:pprint',
      'system:os',
      'osmium:Map',
    ],
    dangerous: [
      'os:system',
      'os.path:join',
      'posix:system',
      'builtins:eval',
      'builtins:getattr',
      'functools:partial',
      'pathlib:os.system',
      'random:_os.system',
      'collections:_sys.modules',
      'my_pkg.models:os.system',
      'my_pkg.models:Net.__init__.__globals__',
      'my_pkg.models:subprocess.Popen',
      'pathlib:Path.write_text',
      'builtins:str.format',
      'builtins:eval.__call__',
      'builtins:exec.__new__',
      'torch.storage:_load_from_bytes',
      'torch.hub:load',
      'torch.serialization:os.system',
      'torch:serialization.load',
      'numpy:load',
      'joblib.numpy_pickle:load',
      'picklescan.scanner:scan',
      'io:open',
      'codecs:open',
    ],
  };

  for (const [tier, names] of Object.entries(tiers)) {
    it(`is ${tier}`, () => {
      const others = names.filter((name) => tierOf(imported(name)).tier !== tier);
      expect(others).toEqual([]);
    });
  }

  it('depends on what is plain of every use', () => {
    const used = (name: string, uses: number, plainCalls: number) =>
      tierOf(imported(name, { uses, plainCalls })).tier;
    for (const name of [
      'builtins:getattr',
      'functools:partial',
      'torch.storage:_load_from_bytes',
    ]) {
      expect([used(name, 2, 2), used(name, 2, 1), used(name, 0, 0)], name).toEqual([
        'inert',
        'dangerous',
        'dangerous',
      ]);
    }
    expect(used('os:system', 1, 1)).toBe('dangerous');
  });
});
