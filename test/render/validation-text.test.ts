import { describe, expect, it } from 'vitest';
import { validationText } from '../../src/render/text/validation.ts';
import { wrapped } from '../../src/render/text/wrap.ts';
import { PLAIN } from '../../src/render/view.ts';
import { finding, HOSTILE, validation } from '../support/findings.ts';

const WIDE = { width: Number.POSITIVE_INFINITY, palette: PLAIN };
const NARROW = { width: 50, palette: PLAIN };

describe('the report for people', () => {
  it('says what was found, where, and what to do, by file', () => {
    const findings = [
      finding({ path: 'state_dict.w', offset: 255, cure: 'mend it' }),
      finding({ severity: 'warning', rule: 'torch/skipped-data', confidence: 'likely' }),
      finding({ file: 'runs/b.ckpt', severity: 'note', details: ['one', 'two'] }),
    ];
    expect(validationText(validation({ findings, verdict: 'unsound' }), WIDE)).toBe(
      `runs/a.ckpt
  error    tensor/outside-storage  state_dict.w @ 0xff
           it is wrong
           cure: mend it
  warning  torch/skipped-data
           it is wrong (likely)

runs/b.ckpt
  note     tensor/outside-storage
           it is wrong
             one
             two

3 findings: 1 error, 1 warning, 1 note in 2 files · 2 rules held, 1 skipped (no policy)`,
    );
  });

  it('says so where there is nothing', () => {
    expect(validationText(validation({ files: ['a'], skipped: [] }), WIDE)).toBe(
      'no findings · 2 rules held',
    );
  });

  it('fits the width between words', () => {
    const message = 'num_items is 6807 here and 7000 where you will use it, which will not fit';
    const text = validationText(validation({ findings: [finding({ message })] }), NARROW);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(50);
    expect(text.replace(/\s+/g, ' ')).toContain(message);
  });

  it('tells what was waived, why and until when', () => {
    const suppressed = [{ finding: finding(), reason: 'known', until: '2026-12-31' }];
    expect(validationText(validation({ suppressed }), WIDE)).toMatch(
      /· 1 waived ·.*\nwaived until 2026-12-31: tensor\/outside-storage in runs\/a.ckpt: known$/,
    );
  });

  it('shows nothing that acts on a terminal', () => {
    const text = validationText(validation({ findings: [HOSTILE] }), WIDE);
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
  });
});

describe('wrapped text', () => {
  it.each([
    ['', ['']],
    ['a b', ['a b']],
    ['aaa bbb ccc', ['aaa bbb', 'ccc']],
    ['aaaaaaaaaaaa b', ['aaaaaaaaaaaa', 'b']],
  ])('%j', (text, lines) => expect(wrapped(text, 7)).toEqual(lines));
});
