/** Why a file does not load whatever is allowed, in our own words. */
import type { Attempt } from './attempt.ts';
import type { Refusal } from './refusal.ts';
import type { TorchRules } from './torch-rules.ts';

interface Named {
  readonly fullName: string;
  readonly module: string;
  readonly cure: string;
}

interface Operation extends Refusal {
  readonly why: string;
  readonly cure: string;
}

/**
 * What may stand in lines that people paste: a pickle can name anything, also a statement. Letters beyond
 * ASCII are left out, of which Python takes some for others.
 */
const PYTHON_NAME = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/;

function needsOf(operations: readonly Operation[]): string[] {
  return operations.flatMap(({ needs }) => needs ?? []);
}

/** One sentence each, without a full stop. */
export function incurableReasons(
  blocking: readonly Named[],
  operations: readonly Operation[],
  { before, after }: Attempt,
  { hasUserList }: TorchRules,
): string[] {
  const reasons: string[] = [];
  if (before !== undefined) reasons.push(before.detail);
  const names = blocking.filter(({ cure }) => cure === 'cannot');
  if (!hasUserList && names.length > 0) {
    reasons.push('before torch 2.4 there is no list of allowed names');
  } else {
    for (const { fullName, module } of names) {
      reasons.push(`${fullName} is refused whoever allows it, as is all of the module ${module}`);
    }
  }
  for (const name of [...blocking.map((one) => one.fullName), ...needsOf(operations)]) {
    if (!PYTHON_NAME.test(name)) reasons.push(`${name} is no name that Python can be told`);
  }
  const cannot = operations.filter(({ cure }) => cure === 'cannot');
  const opcodes = cannot.filter(({ kind }) => kind === 'opcode').map(opcodeName);
  if (opcodes.length > 0) {
    const list = [...new Set(opcodes)].join(', ');
    reasons.push(`torch’s restricted unpickler does not know the opcodes ${list}`);
  }
  for (const operation of cannot) if (operation.kind !== 'opcode') reasons.push(operation.why);
  if (after !== undefined) reasons.push(after.detail);
  return [...new Set(reasons)];
}

/** What an operation is that torch refuses. */
export function operationText(refusal: Refusal): string {
  const { kind, exception, detail } = refusal;
  const [, type = 'an unknown class'] = /<class '([^']*)'>$/.exec(detail) ?? [];
  switch (kind) {
    case 'opcode':
      return `the opcode ${opcodeName(refusal)} is not one that torch’s restricted unpickler knows`;
    case 'set-item':
      return `items are set on instances of ${type}, and torch takes them only for dict, OrderedDict and Counter`;
    case 'append':
      return `elements are appended to instances of ${type}, and torch takes them only for list`;
    case 'state':
      return `a state is set on instances of ${type}, which is not allowed`;
    case 'end-of-file':
      return 'the pickle breaks off';
    case 'limit':
      return `what else it says is not read: ${detail}`;
    default:
      return detail === '' ? exception : `${exception}: ${detail.replace(/\.$/, '')}`;
  }
}

function opcodeName({ opcode, detail }: Refusal): string {
  return opcode === undefined || opcode === '' ? detail.replace(/^\D*/, 'byte ') : opcode;
}
