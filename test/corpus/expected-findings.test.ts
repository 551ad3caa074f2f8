import { describe, expect, it } from 'vitest';
import { announce, hasCorpus } from '../support/corpus.ts';
import {
  type Comparison,
  comparison,
  type ExpectedCase,
  huggingFaceCases,
  lightningCases,
  runCases,
  validateCorpus,
} from '../support/expected.ts';
import { LIGHTNING } from '../support/expected-lightning.ts';

/** What is not as it should be yet, exactly: what is mended has to be taken from here. */
const GAPS: Readonly<Record<string, Partial<Comparison>>> = {};

function checkAll(folder: string, cases: readonly ExpectedCase[]): void {
  describe(folder, () => {
    for (const one of cases) {
      const { name, findings } = one;
      const about = findings.map(({ what }) => what).join('; ') || 'nothing wrong';
      it(`${name}: ${about}`, async () => {
        const found = comparison(await validateCorpus(one), findings);
        expect(found).toEqual({ missed: [], unexpected: [], ...GAPS[`${folder}/${name}`] });
      });
    }

    it('has all cases', () => {
      expect(cases.length).toBeGreaterThanOrEqual(20);
      const wanted = cases.flatMap(({ findings }) =>
        findings.filter(({ severity }) => severity !== 'info'),
      );
      announce(`corpus/${folder}: ${cases.length} cases with ${wanted.length} expected findings`);
    });
  });
}

describe.runIf(hasCorpus)('the expected findings of the corpus', () => {
  checkAll('runs', runCases());
  checkAll('hf', huggingFaceCases());
  checkAll('lightning', lightningCases(LIGHTNING));
});

if (!hasCorpus) announce('the corpus is not beside the project: no findings were expected');
