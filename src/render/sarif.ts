/**
 * The report of `validate` as SARIF 2.1.0, for code scanning.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
import { safeText } from '../model/python-repr.ts';
import type { SuppressedFinding, Validation } from '../operations/validation.ts';
import { rules as allRules } from '../rules/index.ts';
import type { Finding, Rule } from '../rules/rule.ts';
import { fingerprint } from './fingerprint.ts';

const SCHEMA =
  'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
/** More results than this GitHub refuses. */
const MOST_RESULTS = 25_000;

export interface SarifOptions {
  readonly version: string;
  /** The command whose runs are compared with one another. */
  readonly command?: 'validate' | 'scan';
}

/** What of a report becomes results and notifications. */
type Reported = Pick<Validation, 'findings' | 'suppressed' | 'undecided'> & {
  /** Why nothing can be told, by file, where no finding says so. */
  readonly reasons?: ReadonlyMap<string, string>;
};

export function validationSarif(
  { findings, suppressed, undecided, reasons }: Reported,
  { version, command = 'validate' }: SarifOptions,
): string {
  const mentioned = new Set(
    [...findings, ...suppressed.map((one) => one.finding)].map((f) => f.rule),
  );
  const rules = allRules.filter(({ id }) => mentioned.has(id));
  const places = new Map(rules.map(({ id }, index) => [id, index]));
  const results = [
    ...findings.map((finding) => resultOf(finding, places)),
    ...suppressed.map((one) => suppressedResult(one, places)),
  ];
  const log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'ckpt', semanticVersion: version, rules: rules.map(ruleOf) } },
        automationDetails: { id: `ckpt/${command}/` },
        invocations: [
          {
            executionSuccessful: undecided.length === 0,
            toolExecutionNotifications: undecided.map((file) => ({
              level: 'error',
              message: { text: untoldText(file, reasons?.get(file)) },
            })),
          },
        ],
        columnKind: 'utf16CodeUnits',
        results: results.slice(0, MOST_RESULTS),
      },
    ],
  };
  return JSON.stringify(log, null, 2);
}

function untoldText(file: string, reason: string | undefined): string {
  return safeText(`nothing can be told of ${file}${reason === undefined ? '' : `: ${reason}`}`);
}

/** As GitHub sorts them: critical, medium, low. */
const SECURITY_SEVERITIES = { error: '9.1', warning: '6.5', note: '3.0' } as const;

function ruleOf({ id, summary, severity, questions }: Rule) {
  const isSecurity = questions.includes('trust');
  return {
    id,
    shortDescription: { text: summary },
    fullDescription: { text: summary },
    help: { text: `ckpt explain ${id} says why this matters and what to do.` },
    defaultConfiguration: { level: severity },
    properties: {
      tags: ['checkpoint', ...(isSecurity ? ['security'] : questions)],
      precision: 'very-high',
      ...(isSecurity && { 'security-severity': SECURITY_SEVERITIES[severity] }),
    },
  };
}

function resultOf(finding: Finding, places: ReadonlyMap<string, number>) {
  const {
    rule,
    severity,
    message,
    details = [],
    cure,
    paste = [],
    path,
    confidence,
    file,
    data,
  } = finding;
  const advice = cure === undefined ? '' : `. Cure: ${safeText(cure)}`;
  const text = [safeText(message) + advice, ...[...details, ...paste].map(safeText)].join('\n');
  const ruleIndex = places.get(rule);
  return {
    ruleId: rule,
    ...(ruleIndex !== undefined && { ruleIndex }),
    level: severity,
    message: { text },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: uriOf(file) }, region: regionOf(finding) },
        ...(path !== undefined && { logicalLocations: [{ fullyQualifiedName: safeText(path) }] }),
      },
    ],
    // Without offsets and numbers: a checkpoint that is saved again is the same alert.
    partialFingerprints: {
      primaryLocationLineHash: fingerprint([rule, file, path ?? nameIn(data)]),
    },
    properties: { confidence },
  };
}

/** The name that a finding is about, where it has no path: of each there is one. */
function nameIn({ name }: Finding['data']): string {
  return typeof name === 'string' ? name : '';
}

function suppressedResult(
  { finding, reason }: SuppressedFinding,
  places: ReadonlyMap<string, number>,
) {
  const justification = reason !== undefined && { justification: safeText(reason) };
  return {
    ...resultOf(finding, places),
    suppressions: [{ kind: 'external', status: 'accepted', ...justification }],
  };
}

/** GitHub shows only what has a line; readers of binary files go by the offset. */
function regionOf({ offset }: Finding) {
  const line = { startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 };
  return offset === undefined ? line : { ...line, byteOffset: offset, byteLength: 0 };
}

/** Of half a character no URI can be made. */
const LONE_SURROGATE = /\p{Cs}/gu;

/** A path as a URI reference: relative ones stay so, to be resolved against the repository. */
function uriOf(file: string): string {
  const path = file.replaceAll('\\', '/').replace(/^(?:\.\/)+/, '');
  const steps = path
    .split('/')
    .map((step) => encodeURIComponent(step.replace(LONE_SURROGATE, '\ufffd')));
  return path.startsWith('/') ? `file://${steps.join('/')}` : steps.join('/');
}
