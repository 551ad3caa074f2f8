/** The names that someone may have meant. */

const MOST = 3;
/** More edits than this make another word. */
const MOST_EDITS = 2;
/** Names of more letters are compared by their parts only: the edits between two take their product. */
const LONGEST = 100;

/** The nearest first: the same but for case, the same parts, few edits, the same last part. */
export function nearestNames(name: string, candidates: readonly string[]): readonly string[] {
  const ranked = candidates.map((candidate) => ({ candidate, rank: rankOf(name, candidate) }));
  return ranked
    .filter(({ rank }) => rank < Number.POSITIVE_INFINITY)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, MOST)
    .map(({ candidate }) => candidate);
}

function rankOf(name: string, candidate: string): number {
  if (name.toLowerCase() === candidate.toLowerCase()) return 0;
  if (partsOf(name) === partsOf(candidate)) return 1;
  const edits = editsBetween(name.toLowerCase(), candidate.toLowerCase());
  if (edits <= MOST_EDITS && edits < name.length / 2) return 1 + edits;
  const [last, other] = [lastPart(name), lastPart(candidate)];
  return last === other || last === candidate || name === other ? 10 : Number.POSITIVE_INFINITY;
}

function partsOf(name: string): string {
  return name
    .toLowerCase()
    .split(/[_/.\-\s]+/)
    .sort()
    .join('\0');
}

function lastPart(name: string): string {
  return name.split('/').at(-1) ?? name;
}

function editsBetween(left: string, right: string): number {
  if (left.length > LONGEST || right.length > LONGEST) return Number.POSITIVE_INFINITY;
  let above = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (const [row, letter] of [...left].entries()) {
    const current = [row + 1];
    for (const [column, other] of [...right].entries()) {
      const kept = (above[column] ?? 0) + Number(letter !== other);
      current.push(Math.min(kept, (above[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    above = current;
  }
  return above[right.length] ?? 0;
}
