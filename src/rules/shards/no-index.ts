import { count } from '../../model/units.ts';
import { defineRule } from '../rule.ts';

const SHARD =
  /^(?<stem>.*)-(?<number>\d{5,6})-of-(?<total>\d{5,6})\.(?<extension>safetensors|bin)$/s;

export const noIndex = defineRule({
  id: 'shards/no-index',
  summary: 'Numbered shards have an index beside them',
  severity: 'warning',
  questions: ['load', 'resume', 'eval', 'share'],
  needs: ['checkpoint', 'names'],

  *find({ file, names }) {
    const shard = shardOf(file.split(/[/\\]/).at(-1) ?? file);
    if (shard === undefined || shard.total < 2) return;
    const index = `${shard.stem}.${shard.extension}.index.`;
    if (names.some((name) => name.startsWith(index) && name.endsWith('.json'))) return;
    const series = names.map(shardOf).filter((other) => other !== undefined && isOf(other, shard));
    const numbers = series.map((other) => other?.number ?? 0);
    // All of them have one cause, which is told of the first.
    if (numbers.some((number) => number < shard.number)) return;
    yield { data: { total: shard.total, found: numbers.length, wanted: `${index}json` } };
  },

  message: ({ total, found, wanted }) =>
    `${count(found, 'shard')} of ${total}, and no index (${wanted}) that says which tensor is where`,
  cure: () => 'fetch the index too, or write it again from the shards',
});

interface Shard {
  readonly stem: string;
  readonly number: number;
  readonly total: number;
  readonly extension: string;
}

function shardOf(name: string): Shard | undefined {
  const { stem = '', number, total, extension = '' } = SHARD.exec(name)?.groups ?? {};
  if (number === undefined || total === undefined) return undefined;
  return { stem, number: Number(number), total: Number(total), extension };
}

function isOf(a: Shard, b: Shard): boolean {
  return a.stem === b.stem && a.total === b.total && a.extension === b.extension;
}
