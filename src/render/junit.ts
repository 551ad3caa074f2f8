/** The report of `validate` as JUnit’s XML, which every CI shows: a suite for each file. */
import { safeText } from '../model/python-repr.ts';
import type { Validation } from '../operations/validation.ts';
import type { Finding } from '../rules/rule.ts';

export function validationJunit(validation: Validation): string {
  const { files, findings, isStrict, undecided } = validation;
  const all = [...new Set([...files, ...findings.map(({ file }) => file)])];
  const isFailure = ({ severity }: Finding) =>
    severity === 'error' || (isStrict && severity === 'warning');
  const suites = all.map((file) => {
    const own = findings.filter((finding) => finding.file === file);
    const isUndecided = undecided.includes(file);
    const cases = own.map((finding) => testCase(finding, isFailure(finding), isUndecided));
    if (cases.length === 0) cases.push('    <testcase classname="ckpt" name="every rule"/>');
    const failed = own.filter(isFailure).length;
    const counts = isUndecided ? [0, failed] : [failed, 0];
    return [
      `  <testsuite name="${attribute(file)}" ${countsText(cases.length, counts)}>`,
      ...cases,
      '  </testsuite>',
    ].join('\n');
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    ...suites,
    '</testsuites>',
  ].join('\n');
}

function countsText(tests: number, [failures = 0, errors = 0]: readonly number[]): string {
  return `tests="${tests}" failures="${failures}" errors="${errors}"`;
}

function testCase(finding: Finding, isFailure: boolean, isUndecided: boolean): string {
  const { rule, severity, message, path, details = [], cure, paste = [] } = finding;
  const lines = [
    ...(path === undefined ? [] : [path]),
    ...details,
    ...(cure === undefined ? [] : [`cure: ${cure}`]),
    ...paste,
  ];
  const text = lines.map(content).join('\n');
  const head = `    <testcase classname="${attribute(rule)}" name="${attribute(message)}">`;
  const element = isUndecided ? 'error' : 'failure';
  const body = isFailure
    ? `<${element} type="${severity}" message="${attribute(message)}">${text}</${element}>`
    : `<system-out>${severity}${text === '' ? '' : `: ${text}`}</system-out>`;
  return `${head}${body}</testcase>`;
}

/** XML cannot hold control characters at all, not even escaped: they are spelled out. */
function content(text: string): string {
  return safeText(text)
    .replace(/[\ufffe\uffff]/g, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

function attribute(text: string): string {
  return content(text).replaceAll('"', '&quot;');
}
