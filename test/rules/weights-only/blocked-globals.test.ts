import { expect } from 'vitest';
import { blockedGlobals } from '../../../src/rules/weights-only/blocked-globals.ts';
import { testRule } from '../../support/rules.ts';
import { blocking, operation, refusal } from '../../support/weights-only.ts';

const namespace = blocking('argparse.Namespace', { paths: ['args'], offsets: [80] });
const remedy = {
  imports: ['import torch', 'import argparse'],
  line: 'torch.serialization.add_safe_globals([argparse.Namespace])',
};
const refused = refusal({ blocking: [namespace], remedy });

testRule(blockedGlobals, {
  quiet: {
    'a file that torch loads': { weightsOnly: { loads: true, torch: '2.13' } },
    'a file of which nobody can tell': {
      weightsOnly: { loads: 'unknown', torch: '1.12', why: 'torch 1.12 has no weights_only' },
    },
    'a file that is refused for what it does': {
      weightsOnly: refusal({ operations: [operation('set-item')] }),
    },
  },
  finds: {
    'a name, with its place and the lines that allow it': {
      subject: { weightsOnly: refused },
      findings: [
        {
          severity: 'note',
          path: 'args',
          offset: 80,
          message: 'torch 2.13 with weights_only refuses 1 name',
          details: [expect.stringMatching(/^argparse\.Namespace {2}harmless +args$/)],
          cure: 'if you trust the file, let torch load it',
          paste: [
            ...['import torch', 'import argparse'],
            'torch.serialization.add_safe_globals([argparse.Namespace])',
          ],
          data: { names: ['argparse.Namespace'], harmless: ['yes'], isCurable: true },
        },
      ],
    },
    'an error where the version was named and has weights_only as its default': {
      subject: { weightsOnly: refused, targets: { torch: '2.6' } },
      findings: [{ severity: 'error' }],
    },
    'a note where the version loads otherwise': {
      subject: { weightsOnly: refused, targets: { torch: '2.5.1' } },
      findings: [{ severity: 'note' }],
    },
    'a note where Lightning asks for the other way': {
      subject: { weightsOnly: refused, targets: { torch: '2.6', lightning: '2.5.5' } },
      findings: [{ severity: 'note' }],
    },
    'an error where Lightning leaves it to torch': {
      subject: { weightsOnly: refused, targets: { torch: '2.6', lightning: '2.6.0' } },
      findings: [{ severity: 'error' }],
    },
    'what is not harmless to allow': {
      subject: {
        weightsOnly: refusal({
          blocking: [
            blocking('functools.partial', { harmless: 'no', reason: 'it runs what it is given' }),
            blocking('m.C', { harmless: 'unknown', reason: 'allowing it runs code of m' }),
          ],
          remedy,
        }),
      },
      findings: [
        {
          message: 'torch 2.13 with weights_only refuses 2 names',
          cure: /\(functools\.partial is not harmless: it runs what it is given; this runs code of m\)/,
        },
      ],
    },
    'names that allowing does not help': {
      subject: {
        weightsOnly: refusal({ blocking: [namespace], incurable: ['items are set on an a.Dict'] }),
      },
      findings: [{ cure: /weights_only=False.*not enough: items are set on an a\.Dict$/ }],
    },
    'more names than anyone reads': {
      subject: {
        weightsOnly: refusal({
          blocking: Array.from({ length: 23 }, (_, index) => blocking(`m.C${index}`)),
        }),
      },
      findings: [
        {
          message: 'torch 2.13 with weights_only refuses 23 names',
          details: [...Array.from({ length: 20 }, () => expect.any(String)), '… 3 more'],
        },
      ],
    },
  },
});
