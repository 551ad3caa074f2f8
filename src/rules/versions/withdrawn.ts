import { VERSION_KEY } from '../lightning-file.ts';
import { defineRule } from '../rule.ts';

/** https://github.com/advisories/GHSA-w37p-236h-pfx3 */
const WITHDRAWN = /^2\.6\.[23](?![\d.])/;

export const withdrawn = defineRule({
  id: 'versions/withdrawn',
  summary: 'No release of Lightning that was tampered with wrote the file',
  severity: 'warning',
  questions: ['load', 'resume', 'eval', 'share'],
  needs: ['lightning'],

  *find({ lightning: { stamp = '' } }) {
    if (!WITHDRAWN.test(stamp)) return;
    // Builds of the main branch said so too.
    yield { path: VERSION_KEY, confidence: 'possible', data: { stamp } };
  },

  message: ({ stamp }) =>
    `stamped ${stamp}, whose packages on PyPI were tampered with: look at the machine that trained, the file itself shows nothing`,
  cure: () =>
    'if it was installed from PyPI, install 2.6.1 or 2.6.4 and change the credentials that were on the machine',
});
