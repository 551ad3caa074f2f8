import { describe, expect, it } from 'vitest';
import { memorySource } from '../../src/bytes/source.ts';
import { SourceError } from '../../src/errors.ts';
import { scanPaths } from '../../src/operations/scan-paths.ts';
import type { Directory, DirectoryEntry, Link } from '../../src/runs/directory.ts';
import { HARMLESS, PAYLOAD } from '../support/scanned.ts';

const link = (name: string, leadsTo: Link['leadsTo']): DirectoryEntry => ({
  name,
  kind: 'link',
  link: { target: '/elsewhere', leadsTo },
});

/** A folder of these entries; its files are harmless but `bad`, and `locked` cannot be opened. */
function diskOf(entries: readonly DirectoryEntry[]) {
  const opened: string[] = [];
  const open = async (name: string) => {
    if (name.endsWith('locked.pt'))
      throw new SourceError('no permission to read it', { file: name });
    opened.push(name);
    const source = memorySource(name, name.includes('bad') ? PAYLOAD : HARMLESS);
    return { source, close: async () => {} };
  };
  const directory: Directory = {
    path: 'models',
    name: 'models',
    list: async () => entries,
    open,
    enter: () => directory,
    parent: () => undefined,
  };
  const disk = {
    directory: () => directory,
    open: async (path: string) => {
      if (path === 'models')
        throw new SourceError('a directory', { file: path }, { kind: 'directory' });
      return open(path);
    },
  };
  return { disk, opened };
}

describe('scanning a folder', () => {
  it('tells links that lead out of it, and follows none', async () => {
    const { disk, opened } = diskOf([
      { name: 'a.pt', kind: 'file' },
      link('b.pt', 'outside'),
      link('c.pt', 'nothing'),
      link('d.pt', 'file'),
      { name: 'pipe', kind: 'other' },
    ]);
    const scan = await scanPaths(['models'], disk);
    expect(opened).toEqual(['a.pt']);
    expect(scan.unread).toEqual([
      { path: 'models/b.pt', why: 'a link that leads out of the folder, to /elsewhere' },
      { path: 'models/c.pt', why: 'a link that leads nowhere, to /elsewhere' },
    ]);
    expect(scan.verdict).toBe('incomplete');
  });

  it('goes on where one file cannot be opened', async () => {
    const { disk } = diskOf([
      { name: 'locked.pt', kind: 'file' },
      { name: 'bad', kind: 'file' },
    ]);
    const scan = await scanPaths(['models'], disk);
    expect(scan.unread).toEqual([{ path: 'models/locked.pt', why: 'no permission to read it' }]);
    expect(scan.files.map(({ safety }) => safety)).toEqual(['dangerous']);
    expect(scan.verdict).toBe('failed');
  });

  it('does not go down for ever', async () => {
    const { disk } = diskOf([{ name: 'self', kind: 'directory' }]);
    const scan = await scanPaths(['models'], disk);
    expect(scan.unread).toMatchObject([{ why: 'it lies too deep' }]);
  });

  it('passes where everything was looked through and is as asked', async () => {
    const { disk } = diskOf([{ name: 'a.pt', kind: 'file' }]);
    expect((await scanPaths(['models'], disk, { failOn: 'unaudited' })).verdict).toBe('passed');
    expect((await scanPaths(['models', 'bad'], disk)).verdict).toBe('failed');
  });

  it('closes a file whose bytes cannot be had', async () => {
    const { disk } = diskOf([{ name: 'notes', kind: 'file' }]);
    let closed = 0;
    const read = () => Promise.reject(new SourceError('reading failed', { file: 'notes' }));
    const source = { ...memorySource('notes', HARMLESS), read };
    const close = async () => {
      closed += 1;
    };
    const directory = () => ({ ...disk.directory(), open: async () => ({ source, close }) });
    const scan = await scanPaths(['models'], { ...disk, directory });
    expect(scan.unread).toEqual([{ path: 'models/notes', why: 'reading failed' }]);
    expect(closed).toBe(1);
  });
});
