import { CkptError } from '../../errors.ts';
import type { Checkpoint } from '../../model/checkpoint.ts';
import { safeText } from '../../model/python-repr.ts';
import { type Conversion, planConversion } from '../../operations/convert/plan.ts';
import { ConversionError, TARGETS, type Target } from '../../operations/convert/request.ts';
import { LEAST_HELPED_BYTES } from '../../operations/convert/workers.ts';
import { InterruptedError, writeFiles } from '../../operations/convert/write.ts';
import { PathError } from '../../operations/inspect.ts';
import { conversionText } from '../../render/text/conversion.ts';
import { UsageError } from '../command.ts';
import type { ExitCode, Host } from '../host.ts';
import { Interruption } from '../interruption.ts';
import { limitsFrom } from '../limit-option.ts';
import { Progress } from '../progress.ts';
import type { Substitution } from '../regex.ts';
import { reportError } from '../report-error.ts';
import { viewOf } from '../view.ts';
import { checkOutput } from './convert-check.ts';
import { type Inputs, withInputs } from './convert-inputs.ts';
import type { ConvertOptions } from './convert-options.ts';
import { rulesIn } from './convert-rename.ts';
import { type Request, requestFrom } from './convert-request.ts';
import { hyperparameterMetadata, summaryText } from './convert-summary.ts';

/** Writes what the files are as something else. Without success nothing is written. */
export async function convertFiles(
  paths: readonly string[],
  options: ConvertOptions,
  host: Host,
): Promise<ExitCode> {
  const ins = paths.slice(0, -1);
  const out = paths.at(-1) ?? '';
  checkPaths(ins, out, options);
  const request = requestFrom(out, options, await rulesOf(options, host));
  try {
    return await withInputs(ins, options, host, async (checkpoint, inputs) => {
      const isTensors = isTarget(request.target);
      if (isTensors) return convert(checkpoint, inputs, out, request, options, host);
      return summarize(checkpoint, inputs, out, request, options, host);
    });
  } catch (error) {
    return reported(error, ins, host);
  }
}

function checkPaths(ins: readonly string[], out: string, { merge }: ConvertOptions): void {
  if (ins.length === 0)
    throw new UsageError(`convert takes what to read and what to write: ckpt convert ${out} OUT`);
  if (ins.length > 1 && merge !== true) {
    throw new UsageError(
      'several files become one with --merge; otherwise name one to read and one to write',
    );
  }
}

const isTarget = (target: Request['target']): target is Target =>
  TARGETS.some((one) => one === target);

/** A rule by itself, or a file of rules. */
async function rulesOf(options: ConvertOptions, host: Host): Promise<Substitution[]> {
  const { rename = [], limit = [] } = options;
  if (rename.length === 0) return [];
  const { substitutions } = await import('../regex.ts');
  const limits = limitsFrom(limit);
  const ruleFrom = substitutions({ option: '--rename', limits, places: 'all' });
  const rules: Substitution[] = [];
  for (const text of rename) {
    const texts = text.includes('=>') ? [text] : rulesIn(await textOf(text, host));
    rules.push(...texts.map(ruleFrom));
  }
  return rules;
}

async function textOf(path: string, host: Host): Promise<string> {
  try {
    const { source, close } = await host.open(path);
    try {
      return new TextDecoder().decode(await source.read(0, source.byteLength));
    } finally {
      await close();
    }
  } catch (error) {
    if (!(error instanceof CkptError)) throw error;
    throw new UsageError(
      `--rename takes 'REGEX=>REPLACEMENT' or a file of such lines: ${error.message}`,
    );
  }
}

async function convert(
  checkpoint: Checkpoint,
  inputs: Inputs,
  out: string,
  { target, edits, conversion: asked }: Request,
  options: ConvertOptions,
  host: Host,
): Promise<ExitCode> {
  if (!isTarget(target)) return 2;
  const metadata =
    options.hyperparametersAsMetadata === true
      ? new Map([...hyperparameterMetadata(checkpoint), ...(asked.metadata ?? [])])
      : asked.metadata;
  const request = { ...edits, ...asked, target, ...(metadata && { metadata }) };
  const conversion = withNames(planConversion(checkpoint, request, await host.checksum()), out);
  const targets = conversion.files.map(({ name }) => host.sibling(out, name));
  refuseInputs(inputs, targets, host);
  const view = await viewOf(host);
  if (options.dryRun === true) {
    await inputs.check();
    host.out(`${conversionText(conversion, targets, { isDone: false }, view)}\n`);
    return 0;
  }
  await write(conversion, inputs, out, options, host);
  const isSame =
    options.check === true ? await checkOutput(conversion, out, options, host) : undefined;
  host.out(`${conversionText(conversion, targets, { isDone: true, isSame }, view)}\n`);
  return isSame === false ? 1 : 0;
}

/** A single file is called what was asked for. */
function withNames(conversion: Conversion, out: string): Conversion {
  const [only, ...others] = conversion.files;
  if (only === undefined || others.length > 0) return conversion;
  return { ...conversion, files: [{ ...only, name: out.replace(/^.*[/\\]/, '') }] };
}

/** The input stays as it is, whatever its names are. */
function refuseInputs({ files }: Inputs, targets: readonly string[], host: Host): void {
  const inputs = new Map(files.map((file) => [host.identity(file) ?? file, file]));
  for (const target of targets) {
    const input = inputs.get(host.identity(target) ?? target);
    if (input === undefined) continue;
    throw new UsageError(`${target} is what is read: write to another name, then move it there`);
  }
}

async function write(
  { files }: Conversion,
  { check }: Inputs,
  out: string,
  { force = false }: ConvertOptions,
  host: Host,
): Promise<void> {
  const total = files.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const progress = new Progress(host, 'writing', total);
  const interruption = new Interruption(host);
  const workers = total >= LEAST_HELPED_BYTES ? await host.copyWorkers?.() : undefined;
  try {
    await writeFiles(files, {
      workers,
      create: (name) => host.create(host.sibling(out, name), force),
      retract: (name) => host.remove(host.sibling(out, name)),
      onBytes: progress.add,
      isInterrupted: interruption.isInterrupted,
      check,
    });
  } finally {
    await workers?.end();
    interruption.end();
    progress.end();
  }
}

async function summarize(
  checkpoint: Checkpoint,
  inputs: Inputs,
  out: string,
  request: Request,
  options: ConvertOptions,
  host: Host,
): Promise<ExitCode> {
  if (isTarget(request.target)) return 2;
  refuseInputs(inputs, [out], host);
  const text = await summaryText(checkpoint, request, request.target);
  const bytes = new TextEncoder().encode(text);
  await inputs.check();
  if (options.dryRun === true) {
    host.out(`would write ${safeText(out)} · ${bytes.byteLength} bytes\n`);
    return 0;
  }
  const name = out.replace(/^.*[/\\]/, '');
  const file = {
    name,
    byteLength: bytes.byteLength,
    chunks: async function* () {
      yield bytes;
    },
  };
  await writeFiles([file], { create: () => host.create(out, options.force === true) });
  host.out(`wrote ${safeText(out)}\n`);
  return 0;
}

function reported(error: unknown, ins: readonly string[], host: Host): ExitCode {
  if (error instanceof InterruptedError) {
    host.err('ckpt: interrupted: nothing was written\n');
    return 130;
  }
  if (error instanceof PathError) throw new UsageError(`--select: ${safeText(error.message)}`);
  if (error instanceof ConversionError) {
    for (const { path, reason, option } of error.refusals) {
      const help = option === undefined ? '' : `; ${option}`;
      host.err(
        `ckpt: ${path === '' ? '' : `${safeText(path)}: `}${safeText(reason)}${safeText(help)}\n`,
      );
    }
    return 2;
  }
  if (!(error instanceof CkptError)) throw error;
  reportError(error, ins[0] ?? '', host);
  return 2;
}
