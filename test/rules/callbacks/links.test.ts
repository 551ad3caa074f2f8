import { absoluteLink } from '../../../src/rules/callbacks/absolute-link.ts';
import { brokenLink } from '../../../src/rules/callbacks/broken-link.ts';
import { moved } from '../../../src/rules/callbacks/moved.ts';
import type { Subject } from '../../../src/rules/subject.ts';
import type { Link } from '../../../src/runs/directory.ts';
import { DIRPATH, keptFile, modelCheckpoint } from '../../support/callbacks.ts';
import { testRule } from '../../support/rules.ts';
import { checkpointFile, run } from '../../support/runs.ts';
import { trainingState } from '../../support/training-states.ts';

function linked(target: string, leadsTo: Link['leadsTo']): Partial<Subject> {
  const link = { target, leadsTo };
  return { file: 'run', run: run({ checkpoints: [checkpointFile('a/last.ckpt', { link })] }) };
}

testRule(brokenLink, {
  quiet: {
    'no link': { run: run({ checkpoints: [checkpointFile('last.ckpt')] }) },
    'a link to a file': linked('epoch=1.ckpt', 'file'),
    'a link out of the run': linked('/elsewhere/a.ckpt', 'outside'),
  },
  finds: {
    'a link to nothing': {
      subject: linked('epoch=1.ckpt', 'nothing'),
      findings: [
        {
          severity: 'error',
          file: 'run/a/last.ckpt',
          data: { target: 'epoch=1.ckpt' },
          message: 'last.ckpt is a dangling symbolic link: its target epoch=1.ckpt is not there',
          cure: /ln -sfn CHECKPOINT last.ckpt$/,
        },
      ],
    },
    'a link to itself': {
      subject: linked('last.ckpt', 'itself'),
      findings: [{ data: { isLoop: true }, message: /leads to itself/, cure: /rm last.ckpt$/ }],
    },
  },
});

testRule(absoluteLink, {
  quiet: {
    'a relative link': linked('epoch=1.ckpt', 'file'),
    'a link to nothing, which is told already': linked('/old/epoch=1.ckpt', 'nothing'),
  },
  finds: {
    'an absolute link': {
      subject: linked('/runs/a/epoch=1 x.ckpt', 'file'),
      findings: [
        {
          severity: 'warning',
          data: { target: '/runs/a/epoch=1 x.ckpt' },
          cure: "make it relative: ln -sfn 'epoch=1 x.ckpt' last.ckpt",
        },
      ],
    },
    'an absolute link of Windows': {
      subject: linked('C:\\runs\\a.ckpt', 'outside'),
      findings: [{ cure: /ln -sfn a.ckpt last.ckpt$/ }],
    },
  },
});

const last = keptFile('checkpoints/last.ckpt', { kind: 'last', epoch: 2, step: 20 });
const older = keptFile('checkpoints/epoch=1.ckpt', { epoch: 1, step: 10 });
const remark = { kind: 'moved', path: 'checkpoints', data: { recorded: DIRPATH } };

function placed(file = last, siblings = [older], remarks = [remark]): Partial<Subject> {
  const training = trainingState({ callbacks: [modelCheckpoint()] });
  return { training, checkpointFile: file, siblings, run: run({ remarks }) };
}

testRule(moved, {
  quiet: {
    'a run where it was': placed(last, [older], []),
    'an older file: the newest says it': placed(older, [last]),
    'another folder of the run': placed(last, [older], [{ ...remark, path: 'other' }]),
  },
  finds: {
    'a run elsewhere': {
      subject: placed(),
      findings: [
        {
          severity: 'note',
          path: 'callbacks.ModelCheckpoint.dirpath',
          data: { recorded: DIRPATH },
          message: new RegExp(`^recorded paths point to ${DIRPATH};`),
          cure: new RegExp(`dirpath='${DIRPATH}'$`),
        },
      ],
    },
  },
});
