import { describe, expect, it } from 'vitest';
import { allowedGlobals } from '../../src/loads/allowed-globals.ts';
import { isSince, torchVersion } from '../../src/loads/torch-version.ts';

const namesIn = (version: string) => {
  const torch = torchVersion(version);
  if (torch === undefined) throw new Error(version);
  return allowedGlobals(torch);
};

describe('the names that torch allows by default', () => {
  // As many as `len(torch._weights_only_unpickler._get_allowed_globals())` counts.
  for (const [version, count] of [
    ['1.13', 90],
    ['2.0', 90],
    ['2.4', 119],
    ['2.6', 128],
    ['2.7', 143],
    ['2.13', 144],
    ['2.14', 145],
  ] as const) {
    it(`are ${count} in ${version}`, () => expect(namesIn(version).size).toBe(count));
  }

  it('differ between versions by these', () => {
    const added = (older: string, newer: string) =>
      [...namesIn(newer)].filter((name) => !namesIn(older).has(name)).sort();
    expect(added('1.13', '2.0')).toEqual(['torch._tensor._rebuild_from_type_v2']);
    expect(added('2.0', '1.13')).toEqual(['torch._utils._rebuild_sparse_csr_tensor']);
    expect(added('2.5', '2.6')).toEqual([
      'builtins.complex',
      'builtins.set',
      'torch._utils._rebuild_device_tensor_from_cpu_tensor',
      'torch.uint16',
      'torch.uint32',
      'torch.uint64',
    ]);
  });

  it('hold no name that runs what it is given', () => {
    for (const name of ['builtins.getattr', 'builtins.eval', 'torch.storage._load_from_bytes']) {
      expect(namesIn('2.13')).not.toContain(name);
    }
  });
});

describe('a version of torch', () => {
  it('is read in every spelling', () => {
    for (const text of ['2.6', '2.6.0', 'v2.6', '2.6.0+cu124', '2.6.0a0', ' 2.6']) {
      expect(torchVersion(text), text).toEqual({ major: 2, minor: 6 });
    }
    for (const text of ['', '2', 'two', '2.x', '2.6,', '99999.1']) {
      expect(torchVersion(text), text).toBeUndefined();
    }
  });

  it('is compared by numbers', () => {
    expect(isSince({ major: 2, minor: 10 }, '2.9')).toBe(true);
    expect(isSince({ major: 2, minor: 6 }, '2.6')).toBe(true);
    expect(isSince({ major: 1, minor: 13 }, '2.0')).toBe(false);
    expect(isSince({ major: 3, minor: 0 }, '2.9')).toBe(true);
  });
});
