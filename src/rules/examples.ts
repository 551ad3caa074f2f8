/** Some of many, for a sentence: five are named, the rest is counted. */
const MOST_EXAMPLES = 5;

/** A type rather than an interface, so that it is data of a finding. */
export type Examples = {
  readonly count: number;
  readonly examples: readonly string[];
};

/** What of `items` a finding’s data keeps. */
export function examplesOf(items: readonly string[]): Examples {
  return { count: items.length, examples: items.slice(0, MOST_EXAMPLES) };
}

/** `a, b, c, d, e and 7 more`. */
export function exampleText({ count, examples }: Examples): string {
  const more = count - examples.length;
  return examples.join(', ') + (more > 0 ? ` and ${more} more` : '');
}
