import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import type { Validation } from '../../src/operations/validation.ts';
import { validationSarif } from '../../src/render/sarif.ts';
import { finding, HOSTILE, validation } from '../support/findings.ts';
import { SARIF_SCHEMA } from '../support/sarif-schema.ts';

const isSarif = new Ajv2020({ strict: true, strictRequired: false }).compile(SARIF_SCHEMA);

function sarif(parts: Partial<Validation>) {
  const log = JSON.parse(validationSarif(validation(parts), { version: '1.2.3' }));
  expect(isSarif(log), JSON.stringify(isSarif.errors)).toBe(true);
  return log.runs[0];
}

describe('SARIF', () => {
  it('is what the standard says, whatever a file says', () => {
    const findings = [HOSTILE, finding({ severity: 'note' }), finding({ file: '/abs/x.pt' })];
    const { results, tool } = sarif({ findings });
    expect(tool.driver.semanticVersion).toBe('1.2.3');
    expect(results.map(({ level }: { level: string }) => level)).toEqual([
      'error',
      'note',
      'error',
    ]);
    expect(results[0].locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: 'runs/a%20b%2Cc%3Ad%23%25%C3%A9.ckpt' },
      region: {
        startLine: 1,
        startColumn: 1,
        endLine: 1,
        endColumn: 2,
        byteOffset: 16,
        byteLength: 0,
      },
    });
    expect(results[2].locations[0].physicalLocation.artifactLocation.uri).toBe('file:///abs/x.pt');
    expect(results[0].message.text).toMatch(/Cure: do --this, or: that\ntorch.<x>/);
  });

  it('describes the rules that speak, and each result points at its own', () => {
    const findings = [finding(), finding({ rule: 'zip/broken' }), finding()];
    const { results, tool } = sarif({ findings });
    const ids = tool.driver.rules.map(({ id }: { id: string }) => id);
    expect(ids.sort()).toEqual(['tensor/outside-storage', 'zip/broken']);
    for (const { ruleId, ruleIndex } of results) {
      expect(tool.driver.rules[ruleIndex].id).toBe(ruleId);
    }
  });

  it('gives an alert one fingerprint, whatever the numbers', () => {
    const findings = [
      finding({ message: '3 tensors', offset: 1 }),
      finding({ message: '4 tensors', offset: 2 }),
      finding({ path: 'b' }),
      finding({ file: 'other' }),
    ];
    const prints = sarif({ findings }).results.map(
      (result: { partialFingerprints: Record<string, string> }) =>
        result.partialFingerprints.primaryLocationLineHash,
    );
    expect(prints[0]).toMatch(/^[0-9a-f]{16}$/);
    expect(prints[1]).toBe(prints[0]);
    expect(new Set(prints).size).toBe(3);
  });

  it('keeps what is waived, and says what could not be told', () => {
    const { results, invocations } = sarif({
      suppressed: [{ finding: finding(), reason: 'known' }],
      undecided: ['gone.pt'],
      verdict: 'undecided',
    });
    expect(results[0].suppressions).toEqual([
      { kind: 'external', status: 'accepted', justification: 'known' },
    ]);
    expect(invocations[0].executionSuccessful).toBe(false);
    expect(invocations[0].toolExecutionNotifications[0].message.text).toContain('gone.pt');
  });

  it('is no more than GitHub takes', () => {
    const many = Array.from({ length: 25_001 }, () => finding());
    expect(sarif({ findings: many }).results).toHaveLength(25_000);
  });
});
