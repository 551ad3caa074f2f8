import { memorySource } from '../../src/bytes/source.ts';
import { type FileScan, type ScanOptions, scan } from '../../src/operations/scan.ts';
import { stream } from './pickle.ts';

/** The scan of a file of these bytes. */
export function scanned(
  bytes: Uint8Array | string,
  file = 'm.bin',
  options: ScanOptions = {},
): Promise<FileScan> {
  const source = memorySource(file, typeof bytes === 'string' ? stream(bytes) : bytes);
  return scan(source, { today: '2026-01-01', ...options });
}

/** The rules that found something, and the names that are dangerous. */
export function found({ findings }: FileScan) {
  return {
    rules: [...new Set(findings.map(({ rule }) => rule))],
    dangerous: findings
      .filter(({ rule }) => rule === 'security/dangerous-import')
      .map(({ data }) => data.name),
  };
}

/** Runs `echo`, were it unpickled. */
export const PAYLOAD = stream('\x80\x02cos\nsystem\nX\x04\0\0\0echo\x85R.');
/** A dict of a number. */
export const HARMLESS = stream('\x80\x02}X\x01\0\0\0vK\x01s.');
