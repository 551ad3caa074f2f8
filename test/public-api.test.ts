import { describe, expect, it } from 'vitest';
import * as core from '../src/index.ts';
import * as node from '../src/node.ts';

describe('what the package exports', () => {
  it('from ckpt', () => {
    expect(Object.keys(core).sort()).toMatchInlineSnapshot(`
      [
        "CkptError",
        "ConversionError",
        "DEFAULT_LIMITS",
        "DTYPES",
        "LimitError",
        "MalformedError",
        "PathError",
        "SourceError",
        "TruncatedError",
        "UnknownFormatError",
        "UnsupportedError",
        "byteSource",
        "children",
        "diff",
        "firstElements",
        "formats",
        "hash",
        "inspect",
        "inspectionReport",
        "jsonText",
        "memorySource",
        "open",
        "planConversion",
        "predictWeightsOnly",
        "rowMajorBytes",
        "rules",
        "scan",
        "stats",
        "storedElements",
        "tensorsOf",
        "typedJson",
        "validate",
        "validationReport",
        "valueAt",
        "verify",
      ]
    `);
  });

  it('from ckpt/node, beyond that', () => {
    expect(Object.keys(node).filter((name) => !(name in core))).toMatchInlineSnapshot(`
      [
        "convert",
        "openFile",
      ]
    `);
  });
});
