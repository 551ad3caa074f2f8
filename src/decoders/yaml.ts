/**
 * The only file that reads with the yaml library. It is asked for the structure alone: which text is
 * a number depends on who reads the file, and the library’s own guesses are nobody's.
 * https://yaml.org/spec/1.1/
 */
import {
  type Alias,
  Composer,
  type CST,
  type DocumentOptions,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  Lexer,
  type ParseOptions,
  Parser,
  Scalar,
  type SchemaOptions,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { LimitError, MalformedError, type Place } from '../errors.ts';
import { checkLimit, type Limits } from '../limits.ts';
import type { YamlDocument, YamlNode, YamlPair } from './yaml-node.ts';

const OPTIONS: ParseOptions & DocumentOptions & SchemaOptions = {
  version: '1.1',
  schema: 'failsafe',
  resolveKnownTags: false,
  uniqueKeys: false,
  merge: false,
  logLevel: 'silent',
};

/** The non-specific tag: PyYAML reads what has it as if it had none, in quotes or not. */
const NON_SPECIFIC = '!';

/** Characters that PyYAML's reader refuses, wherever they stand. */
const UNPRINTABLE = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/**
 * The library composes by recursion, several calls a level, and Node ends the process where a regular
 * expression is compiled at the end of the stack. PyYAML itself gives up before 500 levels.
 */
const MOST_LEVELS = 200;

/** Brackets, indentation and line ends around each value. */
const LEXEMES_PER_VALUE = 6;

/** The one document of `text`. Throws where PyYAML finds no structure, or more than one document. */
export function decodeYaml(text: string, file: string, limits: Limits): YamlDocument {
  checkLimit(limits, 'configBytes', text.length, 'characters of YAML', { file });
  const placeAt = (index: number): Place => ({ file, offset: byteOffset(text, index) });
  const unprintable = text.search(UNPRINTABLE);
  if (unprintable >= 0) {
    const finding = 'a character stands here that YAML does not allow';
    throw new MalformedError(finding, placeAt(unprintable), { kind: 'yaml/character' });
  }
  const contents = compose(text, limits, placeAt);
  const root =
    contents === undefined ? undefined : new Reading(text, limits, placeAt).node(contents);
  return { root, placeOf: ({ index }) => placeAt(index) };
}

function byteOffset(text: string, index: number): number {
  return new TextEncoder().encode(text.slice(0, index)).byteLength;
}

type Places = (index: number) => Place;

/** The library’s node for all of it; `undefined` where there is none. */
function compose(text: string, limits: Limits, placeAt: Places): unknown {
  const composer = new Composer(OPTIONS);
  let contents: unknown;
  let count = 0;
  for (const document of composer.compose(tokensOf(text, limits, placeAt), true, text.length)) {
    const [error] = document.errors;
    if (error !== undefined) {
      const words = error.code.toLowerCase().replaceAll('_', ' ');
      throw new MalformedError(`this is no YAML: ${words}`, placeAt(error.pos[0]), {
        kind: 'yaml/syntax',
      });
    }
    count += 1;
    if (count > 1) {
      const finding = 'a second document begins, where one is wanted';
      const place = placeAt(document.range[0]);
      throw new MalformedError(finding, place, { kind: 'yaml/documents' });
    }
    contents = document.contents ?? undefined;
  }
  return contents;
}

/** What the library’s own loop does, with an eye on how much it grows. */
function* tokensOf(text: string, limits: Limits, placeAt: Places) {
  const parser = new Parser();
  // The library knows only of line feeds; YAML, and Python, of old Macs too.
  const lines = text.replace(/\r(?!\n)/g, '\n');
  let lexemes = 0;
  for (const lexeme of new Lexer().lex(lines)) {
    lexemes += 1;
    checkCount(Math.ceil(lexemes / LEXEMES_PER_VALUE), limits, parser.offset, placeAt);
    // The library leaves many levels at once by recursion, too.
    checkDepth(parser.stack, limits, placeAt);
    yield* depthChecked(parser.next(lexeme), limits, placeAt);
  }
  yield* depthChecked(parser.end(), limits, placeAt);
}

function checkCount(count: number, limits: Limits, index: number, placeAt: Places): void {
  if (count > limits.configValues) {
    checkLimit(limits, 'configValues', count, 'values in YAML', placeAt(index));
  }
}

/** What is being read: the document, and the collections in it that are not finished. */
function checkDepth(unfinished: readonly CST.Token[], limits: Limits, placeAt: Places): void {
  const most = Math.min(limits.depth, MOST_LEVELS);
  const first = unfinished[most + 1];
  if (first !== undefined && 'items' in first) throw tooDeep(most, placeAt(first.offset));
}

function tooDeep(most: number, place: Place): LimitError {
  const finding = `more than ${most} lists and mappings lie inside each other`;
  return new LimitError(finding, place, { kind: 'yaml/too-deep' });
}

function* depthChecked(tokens: Iterable<CST.Token>, limits: Limits, placeAt: Places) {
  const most = Math.min(limits.depth, MOST_LEVELS);
  for (const token of tokens) {
    let level = innerCollections(token);
    for (let depth = 0; level.length > 0; depth += 1) {
      const [first] = level;
      if (depth >= most && first !== undefined) throw tooDeep(most, placeAt(first.offset));
      level = level.flatMap(innerCollections);
    }
    yield token;
  }
}

function innerCollections(token: CST.Token): CST.Token[] {
  const inside: (CST.Token | null | undefined)[] = [];
  if (token.type === 'document') inside.push(token.value);
  else if ('items' in token) for (const { key, value } of token.items) inside.push(key, value);
  return inside.filter((each) => each !== null && each !== undefined && 'items' in each);
}

/** Turns the library’s nodes into ours, in the order of the text, as anchors and aliases need it. */
class Reading {
  /** Of text that ends within a line. */
  readonly #end: number | undefined;
  readonly #limits: Limits;
  readonly #placeAt: Places;
  readonly #anchors = new Map<string, YamlNode>();
  /** How many values a node has when its aliases are spelled out. */
  readonly #sizes = new Map<YamlNode, number>();
  #size = 0;

  constructor(text: string, limits: Limits, placeAt: Places) {
    this.#end = /[\r\n]$/.test(text) ? undefined : text.length;
    this.#limits = limits;
    this.#placeAt = placeAt;
  }

  node(source: unknown): YamlNode {
    if (isAlias(source)) return this.#target(source);
    const before = this.#size;
    const index = isNode(source) ? (source.range?.[0] ?? 0) : 0;
    this.#grow(1, index);
    const node = this.#contents(source, index);
    this.#sizes.set(node, this.#size - before);
    return node;
  }

  #contents(source: unknown, index: number): YamlNode {
    const tag = isNode(source) && source.tag !== NON_SPECIFIC ? source.tag : undefined;
    if (isMap(source)) {
      const pairs: YamlPair[] = [];
      const mapping: YamlNode = { kind: 'mapping', tag, index, pairs };
      this.#anchor(source, mapping);
      for (const { key, value } of source.items) pairs.push([this.node(key), this.node(value)]);
      return mapping;
    }
    if (isSeq(source)) {
      const items: YamlNode[] = [];
      const sequence: YamlNode = { kind: 'sequence', tag, index, items };
      this.#anchor(source, sequence);
      for (const item of source.items) items.push(this.node(item));
      return sequence;
    }
    // Where a value is left out, the library has no node.
    if (!isScalar(source)) return { kind: 'scalar', tag, index, text: '', isPlain: true };
    const isPlain = source.type === Scalar.PLAIN || source.tag === NON_SPECIFIC;
    const scalar: YamlNode = { kind: 'scalar', tag, index, text: this.#text(source), isPlain };
    this.#anchor(source, scalar);
    return scalar;
  }

  /** The library ends a block with a line end that PyYAML does not see where there is none. */
  #text({ source = '', type, range }: Scalar): string {
    const isBlock = type === Scalar.BLOCK_FOLDED || type === Scalar.BLOCK_LITERAL;
    return isBlock && range?.[1] === this.#end ? source.replace(/\n$/, '') : source;
  }

  #anchor({ anchor }: YAMLMap | YAMLSeq | Scalar, node: YamlNode): void {
    if (anchor === undefined) return;
    if (this.#anchors.has(anchor)) {
      const place = this.#placeAt(node.index);
      throw new MalformedError('an anchor stands twice', place, { kind: 'yaml/anchor' });
    }
    this.#anchors.set(anchor, node);
  }

  #target({ source, range }: Alias): YamlNode {
    const index = range?.[0] ?? 0;
    const target = this.#anchors.get(source);
    if (target === undefined) {
      const finding = 'an alias has no anchor before it';
      throw new MalformedError(finding, this.#placeAt(index), { kind: 'yaml/alias' });
    }
    // One that is not finished yet is an ancestor: a cycle, which ends where it began.
    this.#grow(this.#sizes.get(target) ?? 1, index);
    return target;
  }

  #grow(count: number, index: number): void {
    this.#size += count;
    checkCount(this.#size, this.#limits, index, this.#placeAt);
  }
}
