/** What is missing, moved or unreadable around checkpoints, as sentences. */
import { safeText } from '../../model/python-repr.ts';
import type { RunRemark } from '../../runs/run.ts';
import { count, number } from './units.ts';

type Data = RunRemark['data'];
type Sentence = (data: Data, path: string) => string;

const text = (data: Data, key: string) => safeText(String(data[key] ?? ''));
const amount = (data: Data, key: string) => number(Number(data[key] ?? 0));
const score = (data: Data) =>
  data.score === undefined ? '' : `, of score ${text(data, 'score')},`;
/** The folder that was asked for has no name of its own. */
const named = (path: string) => (path === '' ? 'this folder' : safeText(path));

/** A kind without a sentence is shown by its name. */
const SENTENCES: Readonly<Record<string, Sentence>> = {
  // Reading the folder
  'unreadable-directory': (data, path) =>
    `${named(path)} cannot be listed: ${text(data, 'finding')}`,
  'unreadable-file': (data, path) => `${named(path)} cannot be read: ${text(data, 'finding')}`,
  'too-deep': (data, path) =>
    `folders deeper than ${amount(data, 'limit')} levels are left out, as ${named(path)}`,
  'too-many-entries': (data) =>
    `only the first ${amount(data, 'limit')} entries are looked at: what lies deeper is left out`,
  'dangling-link': (data, path) =>
    `${named(path)} is a link to ${text(data, 'target')}, which is not there`,
  'link-outside': (data, path) =>
    `${named(path)} is a link to ${text(data, 'target')}, out of the folder: it is not followed`,
  'link-to-itself': (_, path) => `${named(path)} is a link that leads to itself`,
  // Checkpoints that are recorded
  'no-checkpoint': (_, path) => `no checkpoint in ${named(path)} can be read`,
  'best-missing': (data) => `the best checkpoint${score(data)} is not there: ${text(data, 'name')}`,
  'best-elsewhere': (data) =>
    `the best checkpoint${score(data)} is in another folder: ${text(data, 'recorded')}`,
  'best-unreadable': (data) =>
    `the best checkpoint${score(data)} cannot be read: ${text(data, 'name')}`,
  'best-renamed': (data, path) =>
    `the best checkpoint${score(data)} is ${named(path)}, which was ${text(data, 'name')} when it was saved`,
  'kept-missing': (data) => `a kept checkpoint${score(data)} is not there: ${text(data, 'name')}`,
  'last-missing': (data) => `the last checkpoint is not there: ${text(data, 'recorded')}`,
  moved: (data) => `saved in another folder, ${text(data, 'recorded')}`,
  // Kinds of runs
  'hydra-file-missing': (data, path) => `${text(data, 'name')} is missing in ${named(path)}`,
  'job-without-checkpoint': (data) =>
    `job ${text(data, 'job')} has no checkpoint${data.error === undefined ? '' : `; its log ends in ${text(data, 'error')}`}`,
  'optimizer-missing': (_, path) =>
    `${named(path)} has a scheduler and no optimizer: training cannot go on as it was`,
  'shards-without-index': (data) =>
    `${count(Number(data.count), 'shard')} and no index that says what they make up`,
};

/** A sentence for each remark, in the order in which they were made. */
export function runRemarks(remarks: readonly RunRemark[]): string[] {
  return remarks.map(({ kind, path, data }) => {
    const sentence = SENTENCES[kind];
    return sentence === undefined
      ? `${kind.replaceAll('-', ' ')}: ${named(path)}`
      : sentence(data, path);
  });
}
