import type { Contents, FoundPickle, Import, PickleOddity } from '../../src/security/evidence.ts';

/** What a file of one pickle holds, unless `parts` say otherwise. */
export function contents(parts: Partial<Contents> = {}): Contents {
  return {
    kind: 'pickle',
    pickles: [pickle()],
    oddities: [],
    unread: [],
    code: [],
    integrity: { state: 'consistent' },
    ...parts,
  };
}

export function pickle(parts: Partial<FoundPickle> = {}): FoundPickle {
  return {
    member: '',
    start: 0,
    end: 100,
    role: 'loaded',
    protocol: 2,
    imports: [],
    oddities: [],
    ...parts,
  };
}

/** The import of `module:name`, called once. */
export function imported(name: string, parts: Partial<Import> = {}): Import {
  const [module = '', attribute = ''] = name.split(':');
  return { module, name: attribute, count: 1, offset: 2, uses: 1, plainCalls: 0, ...parts };
}

export function odd(kind: PickleOddity['kind'], what: string): PickleOddity {
  return { kind, what, offset: 7, count: 1 };
}

/** The contents of a file whose pickle imports these. */
export function importing(...names: readonly string[]): { readonly contents: Contents } {
  return {
    contents: contents({ pickles: [pickle({ imports: names.map((name) => imported(name)) })] }),
  };
}

/** The contents of a file whose pickle does this. */
export function doing(...oddities: readonly PickleOddity[]): { readonly contents: Contents } {
  return { contents: contents({ pickles: [pickle({ member: 'a/data.pkl', oddities })] }) };
}
