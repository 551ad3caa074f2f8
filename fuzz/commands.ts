/** What people type about one file, so far as it is not the same work once more. */
import { convertFiles } from '../src/cli/commands/convert-files.ts';
import { diffPaths } from '../src/cli/commands/diff-paths.ts';
import { hashFile } from '../src/cli/commands/hash-file.ts';
import { inspectFiles } from '../src/cli/commands/inspect-files.ts';
import { listPaths } from '../src/cli/commands/list-paths.ts';
import { scanFiles } from '../src/cli/commands/scan-files.ts';
import { statsFile } from '../src/cli/commands/stats-file.ts';
import { textconvFile } from '../src/cli/commands/textconv-file.ts';
import { validateFiles } from '../src/cli/commands/validate-files.ts';
import { verifyFile } from '../src/cli/commands/verify-file.ts';
import type { ExitCode, Host } from '../src/cli/host.ts';

export interface Command {
  readonly name: string;
  /** It reads elements, of which a small file may claim many. */
  readonly readsData?: boolean;
  /** What the answer is written in, where a reader of that is at hand. */
  readonly writes?: 'json';
  run(file: string, host: Host): Promise<ExitCode>;
}

const command = (
  name: string,
  run: Command['run'],
  more: Pick<Command, 'readsData' | 'writes'> = {},
): Command => ({ name, run, ...more });

const JSON_TEXT = { writes: 'json' } as const;
const DATA = { readsData: true } as const;
const SCAN = { failOn: 'suspicious' } as const;

export const COMMANDS: readonly Command[] = [
  command('inspect', (file, host) => inspectFiles([file], { format: 'text' }, host)),
  command('inspect --all', (file, host) =>
    inspectFiles([file], { format: 'text', all: true }, host),
  ),
  command('inspect --tensors --sort size', (file, host) =>
    inspectFiles([file], { format: 'text', tensors: true, sort: 'size' }, host),
  ),
  command('inspect --salvage', (file, host) =>
    inspectFiles([file], { format: 'text', salvage: true }, host),
  ),
  command(
    'inspect --format json',
    (file, host) => inspectFiles([file], { format: 'json' }, host),
    JSON_TEXT,
  ),
  command(
    'inspect --format typed-json',
    (file, host) => inspectFiles([file], { format: 'typed-json' }, host),
    JSON_TEXT,
  ),
  command('inspect --format yaml', (file, host) => inspectFiles([file], { format: 'yaml' }, host)),
  command(
    'inspect --hash',
    (file, host) => inspectFiles([file], { format: 'text', hash: true }, host),
    DATA,
  ),
  command('validate', (file, host) => validateFiles([file], { format: 'text' }, host)),
  command(
    'validate --format json --for share',
    (file, host) => validateFiles([file], { format: 'json', for: ['share', 'load'] }, host),
    JSON_TEXT,
  ),
  command(
    'validate --format sarif --data',
    (file, host) => validateFiles([file], { format: 'sarif', data: true }, host),
    { ...DATA, ...JSON_TEXT },
  ),
  command('validate --format junit', (file, host) =>
    validateFiles([file], { format: 'junit' }, host),
  ),
  command('validate --format github', (file, host) =>
    validateFiles([file], { format: 'github' }, host),
  ),
  command('scan', (file, host) => scanFiles([file], { ...SCAN, format: 'text' }, host)),
  command(
    'scan --format json --checksums',
    (file, host) => scanFiles([file], { ...SCAN, format: 'json', checksums: true }, host),
    JSON_TEXT,
  ),
  command(
    'scan --format sarif',
    (file, host) => scanFiles([file], { ...SCAN, format: 'sarif' }, host),
    JSON_TEXT,
  ),
  command('ls', (file, host) => listPaths([file], { format: 'text' }, host)),
  command('textconv', (file, host) => textconvFile(file, { hash: false }, host)),
  command('diff', (file, host) => diffPaths([file, file], { format: 'text', all: true }, host)),
  command(
    'diff --values',
    (file, host) => diffPaths([file, file], { format: 'markdown', values: true }, host),
    DATA,
  ),
  command('stats', (file, host) => statsFile(file, { format: 'text', modules: true }, host), DATA),
  command('stats --format json', (file, host) => statsFile(file, { format: 'json' }, host), {
    ...DATA,
    ...JSON_TEXT,
  }),
  command('hash', (file, host) => hashFile(file, { format: 'text', all: true }, host), DATA),
  command('verify', (file, host) => verifyFile(file, { format: 'text' }, host), DATA),
  command(
    'convert to safetensors',
    (file, host) => convertFiles([file, 'out.safetensors'], { check: true }, host),
    DATA,
  ),
  command(
    'convert to pt',
    (file, host) =>
      convertFiles([file, 'out.pt'], { plain: true, dropOpaque: true, check: true }, host),
    DATA,
  ),
  command('convert to yaml', (file, host) => convertFiles([file, 'out.yaml'], {}, host), DATA),
];
