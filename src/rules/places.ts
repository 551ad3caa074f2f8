/** Paths of one machine, addresses of people: what a file says of where it comes from. */
import { placeText } from './secrets.ts';
import type { PlacedText } from './texts.ts';

/** A thing that texts name, and where they do. */
export interface Named {
  readonly name: string;
  /** Of the first text that names it; absent where that lies beside the tree. */
  readonly path: string | undefined;
  /** All places, for people. */
  readonly paths: readonly string[];
}

const HOME =
  /(?:^|[\s"'=:,([])(?:file:\/\/)?((?:\/home\/|\/Users\/|[A-Za-z]:[\\/]+Users[\\/]+)([^/\\\s"',:)\]]+))/g;
const EVERYONES: ReadonlySet<string> = new Set(['Shared', 'Public', 'Default', 'All Users']);

/** Home directories: they name a person. */
export function homesIn(texts: readonly PlacedText[]): readonly Named[] {
  return gathered(texts, ({ text }) =>
    Array.from(text.matchAll(HOME), ([, home = '', user = '']) =>
      EVERYONES.has(user) ? '' : home,
    ),
  );
}

const ABSOLUTE = /^(?:file:\/\/)?((?:\/[\w.@+-]+){2,}|[A-Za-z]:[\\/][^\s]+|\\\\[\w.-]+\\[^\s]+)/;
const BUCKET = /^(?:s3|gs|hdfs|abfss?|az):\/\/[^/\s]+/;

/** Other places of one machine or network, by their first two steps. */
export function placesIn(texts: readonly PlacedText[]): readonly Named[] {
  return gathered(texts, ({ text }) => {
    const [bucket] = BUCKET.exec(text) ?? [];
    const [, path] = ABSOLUTE.exec(text) ?? [];
    const place = bucket ?? path?.split(/(?<=[^/\\])[/\\]/, 2).join('/');
    return place === undefined || [...text.matchAll(HOME)].length > 0 ? [] : [place];
  });
}

const ADDRESS = /\b[\w.+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,10}\b/g;

export function addressesIn(texts: readonly PlacedText[]): readonly Named[] {
  return gathered(texts, ({ text }) =>
    Array.from(text.matchAll(ADDRESS), ([address]) => address).filter(
      (address) => !/^(?:git|no-?reply)@|@(?:example|test|users\.noreply\.github)\./i.test(address),
    ),
  );
}

const HOST =
  /^(?:host|hostname|host_name|node|nodename|node_name|master_addr|machine|machine_name)$/i;
const USER = /^(?:user|username|user_name|login|author|entity|wandb_entity)$/i;
const LOCAL = /^(?:localhost|127\..*|::1|0\.0\.0\.0|none|null|auto|cpu|cuda.*)$/i;

/** Computers and people, by what the texts are called. */
export function namesIn(texts: readonly PlacedText[], of: 'host' | 'user'): readonly Named[] {
  const pattern = of === 'host' ? HOST : USER;
  return gathered(texts, ({ key, text }) =>
    pattern.test(key) && /^[\w.@-]{1,100}$/.test(text) && !LOCAL.test(text) ? [text] : [],
  );
}

function gathered(
  texts: readonly PlacedText[],
  namesOf: (text: PlacedText) => readonly string[],
): readonly Named[] {
  const found = new Map<string, { readonly path: string; readonly places: Set<string> }>();
  for (const text of texts) {
    for (const name of namesOf(text)) {
      if (name === '') continue;
      const known = found.get(name) ?? { path: text.path, places: new Set() };
      known.places.add(placeText(text));
      found.set(name, known);
    }
  }
  return Array.from(found, ([name, { path, places }]) => {
    return { name, path: path === '' ? undefined : path, paths: [...places] };
  });
}
