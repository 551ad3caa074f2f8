import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Checkpoint } from '../../src/model/checkpoint.ts';
import type { Value } from '../../src/model/value.ts';
import { tensorsOf } from '../../src/operations/tensor-list.ts';
import { rules } from '../../src/rules/index.ts';
import type { Finding, Rule } from '../../src/rules/rule.ts';
import type { ElementCounts, Evidence, Subject } from '../../src/rules/subject.ts';

/** What a rule has to find: the members named here, and whatever else a finding has. */
type Expected = Partial<Omit<Finding, 'message' | 'cure'>> & {
  readonly message?: string | RegExp;
  readonly cure?: string | RegExp;
};

interface Cases {
  readonly quiet: Readonly<Record<string, Partial<Subject>>>;
  readonly finds: Readonly<
    Record<string, { readonly subject: Partial<Subject>; readonly findings: readonly Expected[] }>
  >;
}

/** Tests a rule with subjects as literals; there have to be some of both sorts. */
export function testRule(rule: Rule, { quiet, finds }: Cases): void {
  const check = (subject: Partial<Subject>) => rule.check({ file: 'm.ckpt', ...subject });

  describe(rule.id, () => {
    it('has cases of both sorts, and a page', () => {
      expect(Object.keys(quiet)).not.toEqual([]);
      expect(Object.keys(finds)).not.toEqual([]);
      expect(existsSync(pagePath(rule)), pagePath(rule)).toBe(true);
    });

    for (const [what, subject] of Object.entries(quiet)) {
      it(`is quiet about ${what}`, () => expect(check(subject)).toEqual([]));
    }

    for (const [what, { subject, findings }] of Object.entries(finds)) {
      it(`finds ${what}`, () => {
        const found = check(subject);
        if (!Array.isArray(found)) expect.unreachable(`${rule.id} misses ${JSON.stringify(found)}`);
        expect(found).toHaveLength(findings.length);
        for (const [index, expected] of findings.entries()) {
          expectFinding(found[index], expected);
        }
      });

      it(`is skipped without its evidence: ${what}`, () => {
        for (const need of rule.needs) {
          const less = Object.entries({ file: 'm.ckpt', ...subject }).filter(
            ([key]) => key !== need,
          );
          expect(rule.check(Object.fromEntries(less) as unknown as Subject)).toEqual({
            missing: need satisfies Evidence,
          });
        }
      });
    }
  });
}

function expectFinding(found: Finding, { message, cure, ...rest }: Expected): void {
  expect(found).toMatchObject(rest);
  expect(found.message).toMatch(message ?? /./);
  if (cure !== undefined) expect(found.cure).toMatch(cure);
  for (const text of [found.message, found.cure ?? 'a cure']) {
    expect(text).toMatch(/^\S[^\n]*[^\s.]$/);
    expect(text).not.toMatch(/undefined|NaN|\[object/);
  }
}

/** Ten elements of a tensor, all of them finite and none zero unless `parts` say otherwise. */
export function elementCounts(path: string, parts: Partial<ElementCounts> = {}): ElementCounts {
  return { path, section: 'state_dict', elements: 10, zeros: 0, nan: 0, infinite: 0, ...parts };
}

/** The rule of this id. */
export function ruleNamed(id: string): Rule {
  const rule = rules.find((one) => one.id === id);
  if (rule === undefined) throw new Error(`no rule ${id}`);
  return rule;
}

export function pagePath({ id }: Rule): string {
  return join(import.meta.dirname, `../../docs/rules/${id}.md`);
}

export function pageOf(rule: Rule): string {
  return readFileSync(pagePath(rule), 'utf8');
}

/** A checkpoint of this tree, as a reader would give it. */
export function checkpointOf(root: Value, parts: Partial<Checkpoint> = {}): Checkpoint {
  return {
    file: 'm.ckpt',
    byteLength: 1000,
    format: { id: 'pytorch', title: 'PyTorch' },
    root,
    extras: new Map(),
    metadata: new Map(),
    globals: [],
    anomalies: [],
    ...parts,
  };
}

/** The evidence that opening gives: the checkpoint and its tensors. */
export function opened(root: Value, parts: Partial<Checkpoint> = {}): Partial<Subject> {
  return { checkpoint: checkpointOf(root, parts), tensors: tensorsOf(root) };
}
