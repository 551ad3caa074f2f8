import type { Validation } from '../../src/operations/validation.ts';
import type { Finding } from '../../src/rules/rule.ts';

export function finding(parts: Partial<Finding> = {}): Finding {
  return {
    rule: 'tensor/outside-storage',
    severity: 'error',
    file: 'runs/a.ckpt',
    message: 'it is wrong',
    data: {},
    confidence: 'certain',
    ...parts,
  };
}

/** A validation of two files with these findings. */
export function validation(parts: Partial<Validation> = {}): Validation {
  return {
    kind: 'validation',
    version: 1,
    questions: ['load', 'resume'],
    files: ['runs/a.ckpt', 'runs/b.ckpt'],
    findings: [],
    suppressed: [],
    held: ['file/truncated', 'zip/broken'],
    skipped: [{ rule: 'policy/size', reason: 'no policy', fileCount: 2 }],
    undecided: [],
    isStrict: false,
    verdict: 'sound',
    ...parts,
  };
}

/** Everything that a finding can have, with characters that mean something somewhere. */
export const HOSTILE = finding({
  path: 'a["\u001b[2J"]',
  offset: 16,
  message: 'bad <name> & "quotes" ]]> 100% \u0000 ::error::x\r\n\u202e \ud800',
  details: ['torch.<x>  &amp;', '::warning::y\n'],
  cure: 'do --this, or: that',
  file: 'runs/a b,c:d#%é.ckpt',
  confidence: 'likely',
  data: { count: 2, names: ['a', 'b'], none: null, wide: Number.NaN, absent: undefined },
});
