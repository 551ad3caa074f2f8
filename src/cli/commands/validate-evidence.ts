/** What someone says on the command line of what a checkpoint will be used with. */
import { utf8Text } from '../../bytes/text.ts';
import { CkptError, SourceError } from '../../errors.ts';
import { trainingStateOf } from '../../frameworks/index.ts';
import type { Limits } from '../../limits.ts';
import type { Value } from '../../model/value.ts';
import { expectationFrom, expectationsIn } from '../../operations/expectations.ts';
import type { Policy } from '../../operations/policy.ts';
import { checkRuleName, PolicyError, policyFrom } from '../../operations/policy-file.ts';
import { type Readers, readers } from '../../operations/readers.ts';
import { tensorsOf } from '../../operations/tensor-list.ts';
import type { ValidateOptions } from '../../operations/validate.ts';
import { withCheckpoint } from '../../operations/with-checkpoint.ts';
import type { Reference } from '../../rules/subject.ts';
import { UsageError } from '../command.ts';
import type { Host } from '../host.ts';
import type { ValidateCommandOptions } from './validate-options.ts';

/** Read where nobody names another. */
const USUAL_POLICY = 'ckpt.yaml';

interface Context {
  readonly host: Host;
  readonly limits: Limits;
  readonly readers: Readers;
}

/** Throws a `UsageError` where a file that was named cannot be read: the caller’s, not a checkpoint’s. */
export async function optionsFrom(
  options: ValidateCommandOptions,
  context: Context,
): Promise<ValidateOptions> {
  const { for: questions, torch, lightning, metrics, reference, strict } = options;
  const { rule: only, ignore: ignored } = options;
  for (const name of [...(only ?? []), ...(ignored ?? [])]) checkRuleName(name);
  const policy = await policyOf(options, context);
  const expectations = await expectationsOf(options, context);
  const targets = { ...(torch && { torch }), ...(lightning && { lightning }) };
  return {
    ...(questions !== undefined && { questions }),
    ...(only !== undefined && { only }),
    ...(ignored !== undefined && { ignored }),
    ...(strict !== undefined && { isStrict: strict }),
    ...(policy !== undefined && { policy }),
    around: {
      ...(expectations.size > 0 && { expectations }),
      ...(metrics !== undefined && { metricNames: metrics }),
      ...(Object.keys(targets).length > 0 && { targets }),
      ...(reference !== undefined && { reference: await referenceAt(reference, context) }),
    },
  };
}

async function policyOf(
  { policy }: Pick<ValidateCommandOptions, 'policy'>,
  context: Context,
): Promise<Policy | undefined> {
  if (policy !== undefined) return policyFrom(await decoded(policy, '--policy', context));
  const isThere = await exists(USUAL_POLICY, context.host);
  return isThere ? policyFrom(await decoded(USUAL_POLICY, 'the policy', context)) : undefined;
}

/** The policy of a command that asks rules without a configuration. Throws a `UsageError`. */
export async function policyAt(
  path: string | undefined,
  host: Host,
  limits: Limits,
): Promise<Policy | undefined> {
  try {
    return await policyOf(
      { ...(path !== undefined && { policy: path }) },
      { host, limits, readers },
    );
  } catch (error) {
    if (error instanceof PolicyError) throw new UsageError(error.message);
    throw error;
  }
}

async function exists(path: string, host: Host): Promise<boolean> {
  try {
    await (await host.open(path)).close();
    return true;
  } catch (error) {
    if (error instanceof SourceError && error.kind === 'no-such-file') return false;
    if (error instanceof CkptError) throw new UsageError(`the policy: ${error.message}`);
    throw error;
  }
}

async function expectationsOf(
  { expect = [], expectFrom }: ValidateCommandOptions,
  context: Context,
): Promise<ReadonlyMap<string, Value>> {
  const expectations = new Map<string, Value>();
  if (expectFrom !== undefined) {
    const config = await decoded(expectFrom, '--expect-from', context);
    for (const [key, value] of expectationsIn(config)) expectations.set(key, value);
  }
  for (const text of expect) {
    const expectation = expectationFrom(text);
    if (expectation === undefined) {
      throw new UsageError(`--expect takes KEY=VALUE, as num_items=7000, not "${text}"`);
    }
    expectations.set(...expectation);
  }
  return expectations;
}

async function referenceAt(path: string, { host, limits }: Context): Promise<Reference> {
  try {
    return await withCheckpoint(path, host, { limits }, async (checkpoint) => {
      const training = trainingStateOf(checkpoint.root);
      const tensors = tensorsOf(checkpoint.root);
      return { checkpoint, tensors, ...(training !== undefined && { training }) };
    });
  } catch (error) {
    if (error instanceof CkptError) throw new UsageError(`--reference: ${error.message}`);
    throw error;
  }
}

async function decoded(path: string, what: string, context: Context): Promise<Value> {
  const { host, limits, readers } = context;
  try {
    const { source, close } = await host.open(path);
    try {
      if (source.byteLength > limits.headerBytes)
        throw new UsageError(`${what}: ${path} is too large`);
      const text = utf8Text(await source.read(0, source.byteLength));
      if (text === undefined) throw new UsageError(`${what}: ${path} is no UTF-8`);
      return readers.decodeYaml(text, path, { limits });
    } finally {
      await close();
    }
  } catch (error) {
    if (error instanceof CkptError) throw new UsageError(`${what}: ${error.message}`);
    throw error;
  }
}
