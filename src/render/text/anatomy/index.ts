/** A checkpoint as a training state, on one screen. */
import type { Inspection } from '../../../operations/inspect.ts';
import type { SectionName } from '../../../operations/sections.ts';
import type { Training } from '../../../operations/training.ts';
import type { View } from '../../view.ts';
import { notesText } from '../notes.ts';
import { fitted } from '../width.ts';
import { callbackSections } from './callbacks.ts';
import { anatomyHeader } from './header.ts';
import { hyperparameterSections } from './hyperparameters.ts';
import { optimizerSections } from './optimizers.ts';
import { otherSections, progressSections } from './rest.ts';
import { schedulerSections } from './schedulers.ts';
import { type Section, sectionText } from './section.ts';
import { sizeText } from './size.ts';
import { weightSections } from './weights.ts';

const MORE = 'more: --section NAME one of these in full, --all the whole tree';

export function anatomyText(report: Inspection, training: Training, view: View): string {
  const { checkpoint } = report;
  const head = [...anatomyHeader(report, training, view), ...notesText(report, view)];
  return [
    head.join('\n'),
    ...sections(training, checkpoint.file, view, false).map((section) =>
      sectionText(section, view),
    ),
    sizeText(checkpoint.byteLength, training.shares, view.width),
    view.palette.dim(fitted(MORE, view.width)),
  ].join('\n\n');
}

/** One section in full; `undefined` where the checkpoint has nothing of the kind. */
export function anatomySectionText(
  name: SectionName,
  training: Training,
  file: string,
  view: View,
): string | undefined {
  const wanted = sections(training, file, view, true).filter((section) => section.name === name);
  if (wanted.length === 0) return undefined;
  return wanted.map((section) => sectionText(section, view)).join('\n\n');
}

function sections(training: Training, file: string, view: View, full: boolean): Section[] {
  return [
    ...hyperparameterSections(training, view, full),
    ...weightSections(training, view, full),
    ...optimizerSections(training, view, full),
    ...schedulerSections(training, view, full),
    ...callbackSections(training, file, view, full),
    ...progressSections(training, view, full),
    ...otherSections(training, view, full),
  ];
}
