import { describe, expect, it } from 'vitest';
import { validationJunit } from '../../src/render/junit.ts';
import { finding, HOSTILE, validation } from '../support/findings.ts';

describe('JUnit’s XML', () => {
  it('has a suite for each file', () => {
    const findings = [
      finding({ path: 'state_dict.w', cure: 'mend it' }),
      finding({ severity: 'note' }),
    ];
    expect(validationJunit(validation({ findings, verdict: 'unsound' }))).toBe(
      [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<testsuites>',
        '  <testsuite name="runs/a.ckpt" tests="2" failures="1" errors="0">',
        '    <testcase classname="tensor/outside-storage" name="it is wrong">' +
          '<failure type="error" message="it is wrong">state_dict.w\ncure: mend it</failure></testcase>',
        '    <testcase classname="tensor/outside-storage" name="it is wrong">' +
          '<system-out>note</system-out></testcase>',
        '  </testsuite>',
        '  <testsuite name="runs/b.ckpt" tests="1" failures="0" errors="0">',
        '    <testcase classname="ckpt" name="every rule"/>',
        '  </testsuite>',
        '</testsuites>',
      ].join('\n'),
    );
  });

  it('counts warnings as failures only where they are', () => {
    const findings = [finding({ severity: 'warning' })];
    expect(validationJunit(validation({ findings }))).toContain('failures="0"');
    expect(validationJunit(validation({ findings, isStrict: true }))).toContain('failures="1"');
  });

  it('says error where nothing can be told', () => {
    const xml = validationJunit(
      validation({ findings: [finding()], undecided: ['runs/a.ckpt'], verdict: 'undecided' }),
    );
    expect(xml).toContain('failures="0" errors="1"');
    expect(xml).toContain('<error type="error"');
  });

  it('is XML whatever a file says', () => {
    const xml = validationJunit(validation({ findings: [HOSTILE] }));
    // XML 1.0 has no control characters but tab and line ends, and no half characters.
    expect(xml.replace(/[\t\n]/g, '')).not.toMatch(/[\p{Cc}\p{Cs}\ufffe\uffff]/u);
    const markup = xml.replace(/<\/?[\w-]+(?: \w+="[^"<>]*")*\/?>|<\?xml[^<>]*\?>/g, '');
    expect(markup).not.toMatch(/[<>]/);
    expect(xml.replace(/&(?:amp|lt|gt|quot);/g, '')).not.toContain('&');
    expect(xml).toContain('bad &lt;name&gt; &amp; &quot;quotes&quot; ]]&gt; 100% \\x00');
  });
});
