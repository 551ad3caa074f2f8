/** `inspect --section`: one part of the training state, in full. */
import { safeText } from '../../model/python-repr.ts';
import type { Inspection } from '../../operations/inspect.ts';
import { SECTIONS, type SectionName } from '../../operations/sections.ts';
import type { Training } from '../../operations/training.ts';
import { type PlainConfig, plainConfig } from '../../render/config-plain.ts';
import { type Plain, PlainTree } from '../../render/plain-tree.ts';
import { anatomySectionText } from '../../render/text/anatomy/index.ts';
import { isEmptySection, sectionReport } from '../../render/training-report.ts';
import type { View } from '../../render/view.ts';
import { UsageError } from '../command.ts';
import type { InspectOptions } from './inspect-options.ts';
import { rendered } from './inspect-output.ts';

/** Throws a `UsageError` where the checkpoint has no such section. */
export async function sectionOutput(
  report: Inspection,
  name: SectionName,
  format: InspectOptions['format'],
  view: View,
): Promise<string> {
  const { training, checkpoint } = report;
  if (training === undefined) {
    throw new UsageError(
      `--section: ${safeText(checkpoint.file)} is not recognized as a training state; --all shows what is in it`,
    );
  }
  if (isEmptySection(name, training)) throw new UsageError(missingText(name, training));
  if (format === 'text') {
    return `${anatomySectionText(name, training, checkpoint.file, view) ?? ''}\n`;
  }
  const kind = format === 'yaml' ? 'yaml' : 'json';
  if (name === 'hyperparameters') return hyperparameters(training, checkpoint.file, kind);
  return rendered(sectionReport(name, training, new PlainTree({ file: checkpoint.file })), kind);
}

function missingText(name: SectionName, training: Training): string {
  const there = SECTIONS.filter((section) => !isEmptySection(section, training));
  return `--section: the checkpoint has no ${name}; it has ${there.join(', ')}`;
}

/** As a configuration: the model’s own, and where a datamodule has some too, each under its key. */
async function hyperparameters(
  { state }: Training,
  file: string,
  format: 'json' | 'yaml',
): Promise<string> {
  const sets = state.hyperparameters.map(({ path, entries }) => ({
    path,
    ...plainConfig(entries, file),
  }));
  const [only, ...more] = sets;
  const config: Plain =
    only !== undefined && more.length === 0
      ? only.config
      : new Map(sets.map((set) => [set.path, set.config]));
  const text = await rendered(config, format);
  return format === 'yaml' ? commentText(sets) + text : text;
}

/** What could not be written as it is: a reader of the file has to know. */
function commentText(sets: readonly PlainConfig[]): string {
  return sets
    .flatMap(({ objects }) => objects)
    .map(
      ({ path, type }) =>
        `# ${safeText(path)} is an object of ${safeText(type)}, which YAML cannot hold\n`,
    )
    .join('');
}
