import { count } from '../model/units.ts';
import { type Examples, examplesOf, exampleText } from './examples.ts';
import type { Named } from './places.ts';

/** A type rather than an interface, so that it is data of a finding. */
export type NamedData = {
  readonly names: readonly string[];
  readonly more: number;
} & Examples;

const MOST_NAMES = 5;

/** Things that texts name, and the places of them all. */
export function namedData(named: readonly Named[]): NamedData {
  return {
    names: named.slice(0, MOST_NAMES).map(({ name }) => name),
    more: Math.max(0, named.length - MOST_NAMES),
    ...examplesOf([...new Set(named.flatMap(({ paths }) => paths))]),
  };
}

/** `/home/ada and 2 more, in 3 places`. */
export function namedText({ names, more, count: places }: NamedData): string {
  const all = exampleText({ count: names.length + more, examples: names });
  return `${all}, in ${count(places, 'place')}`;
}

/** The places line by line: paths may be long. */
export function namedPlaces({ count: places, examples }: NamedData): readonly string[] {
  const more = places - examples.length;
  return [...examples, ...(more > 0 ? [`and ${more} more`] : [])];
}
