/** `model-00002-of-00005.safetensors`, as every writer numbers its shards. */
const NUMBERED = /^(?<prefix>.*)(?<number>\d{5,6})-of-(?<total>\d{5,6})(?<suffix>.*)$/s;
/** More unnamed shards than this beyond the named ones are nobody’s: the numbers are made up. */
const MOST_BEYOND = 8;

/**
 * The shards that go by their numbers with those of `names` and are not among them: a tensor that is
 * not where the index says may be in one of them.
 */
export function unnamedShards(names: ReadonlySet<string>): string[] {
  const unnamed = new Set<string>();
  const seen = new Set<string>();
  // Of all series together: an index can name a thousand of them.
  let left = 2 * names.size + MOST_BEYOND;
  for (const name of names) {
    const { prefix = '', number = '', total = '', suffix = '' } = NUMBERED.exec(name)?.groups ?? {};
    const series = [prefix, total, suffix].join('\0');
    if (number === '' || seen.has(series)) continue;
    seen.add(series);
    const count = Number(total);
    if (count > left) continue;
    left -= count;
    for (let index = 1; index <= count; index += 1) {
      const other = `${prefix}${String(index).padStart(number.length, '0')}-of-${total}${suffix}`;
      if (!names.has(other)) unnamed.add(other);
    }
  }
  return [...unnamed];
}
