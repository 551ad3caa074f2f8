import { describe, expect, it } from 'vitest';
import { validationGithub } from '../../src/render/github.ts';
import { finding, HOSTILE, validation } from '../support/findings.ts';

describe('annotations of GitHub', () => {
  it('are a line for each error and warning', () => {
    const findings = [
      finding({ path: 'state_dict.w', cure: 'mend it' }),
      finding({ severity: 'warning' }),
      finding({ severity: 'note' }),
    ];
    expect(validationGithub(validation({ findings })).split('\n')).toEqual([
      '::error file=runs/a.ckpt,title=tensor/outside-storage::it is wrong (state_dict.w)%0Acure: mend it',
      '::warning file=runs/a.ckpt,title=tensor/outside-storage::it is wrong',
    ]);
  });

  it('are no commands of a file’s', () => {
    const text = validationGithub(validation({ findings: [HOSTILE] }));
    expect(text.split('\n')).toHaveLength(1);
    expect(text).toMatch(/^::error file=runs\/a b%2Cc%3Ad#%25é\.ckpt,title=/);
    expect(text).toContain('100%25 \\x00 ::error::x\\r\\n');
    expect(text).not.toMatch(/\p{Cc}/u);
  });

  it('are none where nothing was found', () => {
    expect(validationGithub(validation())).toBe('');
  });
});
