import * as fs from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { SourceError } from '../errors.ts';
import type { Directory, DirectoryEntry, Link } from '../runs/directory.ts';
import { openFile } from './file.ts';

/**
 * A folder of the disk. Links are told by where they lead; one that leads out of `root`, the folder
 * that was asked for, is not followed.
 */
export function nodeDirectory(path: string, root = realPath(path) ?? resolve(path)): Directory {
  return {
    path,
    name: basename(resolve(path)),
    list: async () => listed(path, root),
    open: (name) => openFile(join(path, name)),
    enter: (name) => nodeDirectory(join(path, name), root),
    parent() {
      const above = dirname(resolve(path));
      return above === resolve(path) ? undefined : nodeDirectory(above);
    },
  };
}

function listed(path: string, root: string): DirectoryEntry[] {
  let entries: fs.Dirent[];
  try {
    entries = fs.readdirSync(path, { withFileTypes: true });
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    const kind = code === 'EACCES' || code === 'EPERM' ? 'no-permission' : 'unreadable-directory';
    throw new SourceError(`the folder cannot be listed (${code})`, { file: path }, { kind, cause });
  }
  return entries
    .map((entry) => entryOf(entry, path, root))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function entryOf(entry: fs.Dirent, path: string, root: string): DirectoryEntry {
  const { name } = entry;
  const whole = join(path, name);
  if (entry.isDirectory()) return { name, kind: 'directory' };
  if (entry.isFile()) return { name, kind: 'file', ...sizes(whole) };
  if (!entry.isSymbolicLink()) return { name, kind: 'other' };
  const link = linkAt(whole, root);
  return { name, kind: 'link', link, ...(link.leadsTo === 'file' && sizes(whole)) };
}

function sizes(path: string): Pick<DirectoryEntry, 'byteLength' | 'modified'> {
  try {
    const { size, mtimeMs } = fs.statSync(path);
    return { byteLength: size, modified: mtimeMs };
  } catch {
    // Gone since it was listed: opening it will say so.
    return {};
  }
}

function linkAt(path: string, root: string): Link {
  try {
    const target = fs.readlinkSync(path);
    return { target, leadsTo: whereto(path, root) };
  } catch {
    return { target: '', leadsTo: 'nothing' };
  }
}

function whereto(path: string, root: string): Link['leadsTo'] {
  try {
    const real = fs.realpathSync(path);
    if (real !== root && !real.startsWith(root.endsWith(sep) ? root : root + sep)) return 'outside';
    return fs.statSync(real).isDirectory() ? 'directory' : 'file';
  } catch (error) {
    const isLoop = error instanceof Error && 'code' in error && error.code === 'ELOOP';
    return isLoop ? 'itself' : 'nothing';
  }
}

function realPath(path: string): string | undefined {
  try {
    return fs.realpathSync(path);
  } catch {
    return undefined;
  }
}
