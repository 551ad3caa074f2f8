import { parsePythonLiteral } from '../../model/python-literal.ts';
import { scalarText } from '../../model/scalar-text.ts';
import { isKind, type Value } from '../../model/value.ts';
import { namedEntries } from '../common/entries.ts';
import type { CallbackState } from '../training-state.ts';

/**
 * What a key of `callbacks` says. Until 1.4 it is the class itself; since then the name of the class,
 * with the `repr` of a dict behind it where there may be several:
 * `EarlyStopping{'monitor': 'val_loss', 'mode': 'min'}`.
 * https://github.com/Lightning-AI/pytorch-lightning/blob/2.6.0/src/lightning/pytorch/callbacks/callback.py
 */
export function readCallbackKey(key: Value): Pick<CallbackState, 'key' | 'type' | 'options'> {
  const text = isKind(key, 'global') ? key.name : typeof key === 'string' ? key : scalarText(key);
  const brace = text.indexOf('{');
  const name = brace > 0 ? text.slice(0, brace) : text;
  const options = brace > 0 ? parsePythonLiteral(text.slice(brace)) : undefined;
  return { key: text, type: lastName(name), options: namedEntries(options) };
}

/** The last name of `a.<locals>.B`. */
const CLASS_NAME = /^(?:(?:[\p{L}_][\p{L}\p{N}_]*|<locals>)\.)*([\p{L}_][\p{L}\p{N}_]*)$/u;

/** A key that is no name of a class is what it is. */
function lastName(name: string): string {
  return CLASS_NAME.exec(name)?.[1] ?? name;
}
