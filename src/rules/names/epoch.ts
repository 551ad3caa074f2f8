import { baseName, folderOf } from '../../runs/recorded-path.ts';
import type { CheckpointFile } from '../../runs/run.ts';
import { defineRule } from '../rule.ts';

/** Epochs are counted from 0 or from 1, and a name may count otherwise than its file, as long as all do. */
export const epoch = defineRule({
  id: 'names/epoch',
  summary: 'The epoch in the name of a file is the epoch in the file',
  severity: 'warning',
  questions: ['load', 'resume', 'eval'],
  needs: ['training', 'checkpointFile', 'siblings'],

  *find({ training: { progress, framework }, checkpointFile, siblings }) {
    const { fileName, path } = checkpointFile;
    const nameSays = fileName.epoch;
    const fileSays = progress.epoch ?? progress.recordedEpoch;
    if (nameSays === undefined || fileSays === undefined) return;
    // A negative one says that training is over: Ultralytics writes -1.
    if (fileSays < 0) return;
    if (nameSays === fileSays || nameSays === progress.recordedEpoch) return;
    const offset = nameSays - fileSays;
    const isOneOff = Math.abs(offset) === 1;
    const others = offsetsIn(folderOf(path), siblings);
    const isHabit = others.length > 0 && others.every((one) => one === offset);
    if (isOneOff && isHabit && framework.id !== 'lightning') return;
    const name = baseName(path);
    const resumed = progress.nextEpoch ?? null;
    // A single file does not tell how its project counts.
    const confidence = isOneOff && others.length === 0 ? 'possible' : 'certain';
    yield { data: { file: name, nameSays, fileSays, resumed }, confidence };
  },

  message: ({ nameSays, fileSays }) =>
    `the name says epoch ${nameSays}, and the file epoch ${fileSays}`,
  cure: ({ resumed }) =>
    `go by the file${resumed === null ? '' : `, which resumes with epoch ${resumed}`}; it was renamed, or written over`,
});

/** How far names are from their files, for those that say both. */
function offsetsIn(folder: string, files: readonly CheckpointFile[]): readonly number[] {
  return files.flatMap(({ path, fileName, checkpoint }) => {
    const [inName, inFile] = [fileName.epoch, checkpoint?.epoch];
    if (folderOf(path) !== folder || inName === undefined || inFile === undefined) return [];
    return inName - inFile;
  });
}
