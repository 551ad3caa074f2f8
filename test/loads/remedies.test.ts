import { describe, expect, it } from 'vitest';
import { refusalOf, verdict } from '../support/weights-only.ts';

const global = (name: string) => `c${name.replace(/\.(?=[^.]*$)/, '\n')}\n`;
/** `numpy.dtype('f8', False, True)` with its state, as numpy pickles it. */
const DTYPE = `${global('numpy.dtype')}X\x02\0\0\0f8\x89\x88\x87R(K\x03X\x01\0\0\0<NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\0tb`;
const NAMESPACE = `${global('argparse.Namespace')})\x81}X\x02\0\0\0lrK\x01sb`;

describe('the remedy for a file that torch refuses', () => {
  it('names every name once, and what has to be imported', async () => {
    const { remedy, blocking } = await refusalOf(`\x80\x02](${NAMESPACE}${NAMESPACE}e.`);
    expect(remedy).toEqual({
      imports: ['import torch', 'import argparse'],
      line: 'torch.serialization.add_safe_globals([argparse.Namespace])',
    });
    expect(blocking).toMatchObject([
      { fullName: 'argparse.Namespace', count: 2, paths: ['[0]', '[1]'], harmless: 'yes' },
    ]);
    expect(blocking[0]?.offsets).toHaveLength(2);
  });

  it('names the class of a numpy dtype, which the pickle does not', async () => {
    const pickle = `\x80\x02${global('numpy.core.multiarray.scalar')}${DTYPE}c_codecs\nencode\nX\x08\0\0\0aaaaaaaaX\x06\0\0\0latin1\x86R\x86R.`;
    const { remedy, operations } = await refusalOf(pickle);
    expect(operations).toMatchObject([
      { kind: 'state', needs: 'numpy.dtypes.Float64DType', cure: 'add_safe_globals' },
    ]);
    expect(remedy?.line).toBe(
      "torch.serialization.add_safe_globals([(numpy._core.multiarray.scalar, 'numpy.core.multiarray.scalar'), numpy.dtype, numpy.dtypes.Float64DType])",
    );
    const allowed = ['numpy.core.multiarray.scalar', 'numpy.dtype', 'numpy.dtypes.Float64DType'];
    expect((await verdict(pickle, '2.13', { allowed })).loads).toBe(true);
    expect((await refusalOf(pickle, '2.5')).remedy?.line).not.toContain('(numpy._core');
  });

  it('gives things of `builtins` without a module, and old names by what they are now', async () => {
    const line = async (name: string) =>
      (await refusalOf(`\x80\x02${global(name)}.`)).remedy?.line?.slice(38, -2);
    expect(await line('__builtin__.long')).toBe('int');
    expect(await line('__builtin__.Ellipsis')).toBe("(Ellipsis, 'builtins.Ellipsis')");
    expect(await line('exceptions.KeyError')).toBe("(KeyError, 'exceptions.KeyError')");
    expect(await line('pathlib.PosixPath')).toBe("(pathlib.PosixPath, 'pathlib.PosixPath')");
    expect(await line('a.b.Outer.Inner')).toBe('a.b.Outer.Inner');
  });

  it('is an import where torch allows the rest itself', async () => {
    const { remedy, blocking } = await refusalOf('\x80\x02ctorch.distributed.tensor\nDTensor\n.');
    expect(remedy).toEqual({ imports: ['import torch', 'import torch.distributed.tensor'] });
    expect(blocking).toMatchObject([{ cure: 'import', harmless: 'yes' }]);
  });

  it('says which names do harm', async () => {
    const harmless = async (name: string) =>
      (await refusalOf(`\x80\x02${global(name)}.`)).blocking[0]?.harmless;
    for (const name of ['builtins.eval', 'os.path.join', 'subprocess.Popen', 'torch.load']) {
      expect(await harmless(name), name).toBe('no');
    }
    for (const name of [
      'datetime.date',
      'omegaconf.nodes.AnyNode',
      'torch.nn.modules.linear.Linear',
    ]) {
      expect(await harmless(name), name).toBe('yes');
    }
    expect(await harmless('src.models.Net')).toBe('unknown');
  });
});

describe('no remedy', () => {
  const incurable = async (pickle: string, torch?: string) => {
    const refusal = await refusalOf(pickle, torch);
    expect(refusal.remedy).toBeUndefined();
    return refusal.incurable;
  };

  it('for items of a dict’s subclass, since 2.10', async () => {
    const pickle = `\x80\x02${global('collections.defaultdict')}c__builtin__\nlist\n\x85RK\x01Ns.`;
    expect(await incurable(pickle)).toEqual([
      'items are set on instances of collections.defaultdict, and torch takes them only for dict, OrderedDict and Counter',
    ]);
    expect((await refusalOf(pickle, '2.9')).remedy?.line).toContain(
      'collections.defaultdict, list',
    );
  });

  it('for modules that torch blocks', async () => {
    expect(await incurable('\x80\x02cposix\nsystem\n.')).toEqual([
      'posix.system is refused whoever allows it, as is all of the module posix',
    ]);
  });

  it('for opcodes, all of which are named', async () => {
    expect(await incurable('\x80\x04\x8c\x01a\x940\x8c\x01b.')).toEqual([
      'torch’s restricted unpickler does not know the opcodes SHORT_BINUNICODE, MEMOIZE, POP',
    ]);
  });

  it('before there was a list to add names to', async () => {
    expect(await incurable(`\x80\x02${NAMESPACE}.`, '2.3')).toEqual([
      'before torch 2.4 there is no list of allowed names',
    ]);
  });

  it('for elements of a list’s subclass, which 2.14 takes', async () => {
    const pickle = `\x80\x02${global('m.List')})\x81Na.`;
    expect(await incurable(pickle)).toEqual([
      'elements are appended to instances of m.List, and torch takes them only for list',
    ]);
    expect((await refusalOf(pickle, '2.14')).remedy?.line).toContain('m.List');
  });
});

describe('what a user allows', () => {
  it('is taken from 2.4 on, and never from a blocked module', async () => {
    const allowed = ['argparse.Namespace', 'posix.system'];
    expect((await verdict(`\x80\x02${NAMESPACE}.`, '2.13', { allowed })).loads).toBe(true);
    expect((await verdict(`\x80\x02${NAMESPACE}.`, '2.3', { allowed })).loads).toBe(false);
    expect((await verdict('\x80\x02cposix\nsystem\n.', '2.13', { allowed })).loads).toBe(false);
  });
});
