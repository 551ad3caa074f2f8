import { describe, expect, it } from 'vitest';
import { UnknownFormatError } from '../../src/errors.ts';
import { Inquiry } from '../../src/operations/ask-rules.ts';
import type { Policy, Suppression } from '../../src/operations/policy.ts';
import { validate } from '../../src/operations/validate.ts';
import { rules as allRules } from '../../src/rules/index.ts';
import { defineRule, type Explained, type Question, type Severity } from '../../src/rules/rule.ts';
import { checkpointOf } from '../support/rules.ts';
import { dict } from '../support/values.ts';

interface Says {
  readonly severity?: Severity;
  readonly questions?: readonly Question[];
  readonly path?: string;
  readonly explains?: readonly Explained[];
}

/** A rule that always finds something. */
const loud = (
  id: string,
  { severity = 'error', questions = ['load'], path, explains }: Says = {},
) =>
  defineRule({
    id,
    summary: 'It is quiet',
    severity,
    questions,
    needs: [],
    *find() {
      yield { data: {}, path, ...(explains && { explains }) };
    },
    message: () => 'it is loud',
  });

const quiet = defineRule({
  id: 'a/quiet',
  summary: 'It is quiet',
  severity: 'error',
  questions: ['load', 'share'],
  needs: ['tensors'],
  find: () => [],
  message: () => '',
});

const policy = (parts: Partial<Policy>): Policy => ({
  severities: new Map(),
  requirements: { allowedGlobals: [], requiredMetadata: [], forbiddenDtypes: [] },
  suppressions: [],
  ...parts,
});

const checkpoint = checkpointOf(dict({}));
const ids = (findings: readonly { readonly rule: string }[]) => findings.map(({ rule }) => rule);

describe('asking rules', () => {
  it('tells those that held from those that found something and those that were skipped', async () => {
    const needy = defineRule({ ...definition, id: 'a/needy', needs: ['expectations'] });
    const { findings, held, skipped, verdict } = await validate(checkpoint, {
      rules: [loud('a/loud'), quiet, needy],
    });
    expect(ids(findings)).toEqual(['a/loud']);
    expect(held).toEqual(['a/quiet']);
    expect(skipped).toEqual([{ rule: 'a/needy', reason: 'no --expect', fileCount: 1 }]);
    expect(verdict).toBe('unsound');
  });

  it('asks only what belongs to the question, or what is named', async () => {
    const rules = [loud('a/share', { questions: ['share'] }), loud('b/load'), quiet];
    const found = async (options: Parameters<typeof validate>[1]) =>
      ids((await validate(checkpoint, { rules, ...options })).findings);
    expect(await found({})).toEqual(['b/load']);
    expect(await found({ questions: ['share'] })).toEqual(['a/share']);
    expect(await found({ only: ['a/share'] })).toEqual(['a/share']);
    expect(await found({ only: ['b'] })).toEqual(['b/load']);
    expect(await found({ ignored: ['b'] })).toEqual([]);
    expect(await found({ policy: policy({ questions: ['share'] }) })).toEqual(['a/share']);
  });

  it('leaves out what another finding explains, there or in the whole file', async () => {
    const consequence = loud('a/consequence', { path: 'x' });
    const found = async (explains: readonly Explained[]) =>
      ids(
        (await validate(checkpoint, { rules: [consequence, loud('a/cause', { explains })] }))
          .findings,
      );
    expect(await found([])).toEqual(['a/consequence', 'a/cause']);
    expect(await found([{ rule: 'a/consequence' }])).toEqual(['a/cause']);
    expect(await found([{ rule: 'a/consequence', path: 'x' }])).toEqual(['a/cause']);
    expect(await found([{ rule: 'a/consequence', path: 'y' }])).toEqual([
      'a/consequence',
      'a/cause',
    ]);
  });

  it('never calls a rule held that was explained away', async () => {
    const rules = [loud('a/x'), loud('a/cause', { explains: [{ rule: 'a/x' }] })];
    expect((await validate(checkpoint, { rules })).held).toEqual([]);
  });

  it('tells once what several checkpoints show of a file beside them', () => {
    const beside = defineRule({
      ...definition,
      *find() {
        yield { data: {}, file: 'config.yaml' };
      },
    });
    const inquiry = new Inquiry({ rules: [beside], questions: ['load'], today: '2026-01-01' });
    inquiry.ask({ file: 'a.ckpt' }, 'checkpoint');
    inquiry.ask({ file: 'b.ckpt' }, 'checkpoint');
    expect(inquiry.answer().findings.map(({ file }) => file)).toEqual(['config.yaml']);
  });

  it('puts the most serious first', async () => {
    const rules = (['note', 'error', 'warning'] as const).map((severity) =>
      loud(`a/${severity}`, { severity }),
    );
    const { findings } = await validate(checkpoint, { rules });
    expect(ids(findings)).toEqual(['a/error', 'a/warning', 'a/note']);
  });

  it('lets warnings pass unless it is strict', async () => {
    const rules = [loud('a/x', { severity: 'warning' })];
    expect((await validate(checkpoint, { rules })).verdict).toBe('sound');
    expect((await validate(checkpoint, { rules, isStrict: true })).verdict).toBe('unsound');
    const strict = policy({ isStrict: true });
    expect((await validate(checkpoint, { rules, policy: strict })).verdict).toBe('unsound');
  });
});

const definition = {
  id: 'a/run',
  summary: 'It is quiet',
  severity: 'error' as const,
  questions: ['load'] as const,
  needs: [] as const,
  find: () => [],
  message: () => '',
};

describe('what cannot be told', () => {
  const problem = new UnknownFormatError('it is text', { file: 'm' });
  const inquiry = () => new Inquiry({ rules: allRules, questions: ['load'], today: '2026-01-01' });

  it('is a verdict of its own', () => {
    const asked = inquiry();
    asked.ask({ file: 'm', problem }, 'checkpoint');
    const { verdict, undecided, findings, held } = asked.answer();
    expect([verdict, undecided, ids(findings)]).toEqual([
      'undecided',
      ['m'],
      ['file/no-checkpoint'],
    ]);
    expect(held).toEqual([]);
  });

  it('gives way to an error in another file', () => {
    const asked = inquiry();
    asked.ask({ file: 'm', problem }, 'checkpoint');
    const anomalies = [{ kind: 'no-folder', place: { file: 'n' }, data: {} }];
    asked.ask(
      { file: 'n', checkpoint: checkpointOf(null, { anomalies }), tensors: [] },
      'checkpoint',
    );
    expect(asked.answer().verdict).toBe('unsound');
  });

  it('is the answer of rules about runs where there is none', async () => {
    const rules = [defineRule({ ...definition, about: 'run' as const })];
    expect((await validate(checkpoint, { rules })).skipped).toEqual([
      { rule: 'a/run', reason: 'no run folder', fileCount: 0 },
    ]);
  });
});

describe('a policy', () => {
  const rules = [loud('a/x'), loud('a/y'), loud('b/z')];
  const today = '2026-06-15';
  const found = async (parts: Partial<Policy>) =>
    (await validate(checkpoint, { rules, today, policy: policy(parts) })).findings.map(
      ({ rule, severity }) => `${rule} ${severity}`,
    );

  it('turns rules off, down or up, by their ids before their categories', async () => {
    expect(await found({ severities: new Map([['a', 'off']]) })).toEqual(['b/z error']);
    const severities = new Map([
      ['a', 'off'],
      ['a/y', 'note'],
    ] as const);
    expect(await found({ severities })).toEqual(['b/z error', 'a/y note']);
  });

  const WAIVERS: readonly (readonly [string, Suppression, boolean])[] = [
    ['a rule', { rule: 'a/x' }, true],
    ['a category', { rule: 'a' }, true],
    ['another rule', { rule: 'b' }, false],
    ['files like this', { rule: 'a/x', file: '*.ckpt' }, true],
    ['other files', { rule: 'a/x', file: 'old/*' }, false],
    ['until today', { rule: 'a/x', until: today }, true],
    ['until yesterday', { rule: 'a/x', until: '2026-06-14' }, false],
  ];
  it.each(WAIVERS)('waives %s', async (_, waiver, holds) => {
    const { findings, suppressed, verdict } = await validate(checkpoint, {
      rules: [loud('a/x')],
      today,
      policy: policy({ suppressions: [{ ...waiver, reason: 'known' }] }),
    });
    expect(ids(findings)).toEqual(holds ? [] : ['a/x']);
    expect(suppressed.map(({ finding, reason }) => [finding.rule, reason])).toEqual(
      holds ? [['a/x', 'known']] : [],
    );
    expect(verdict).toBe(holds ? 'sound' : 'unsound');
  });
});
