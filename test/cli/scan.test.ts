import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { text } from '../support/bytes.ts';
import { memoryHost } from '../support/memory-host.ts';
import { stream } from '../support/pickle.ts';
import { HARMLESS, PAYLOAD } from '../support/scanned.ts';

const OBJECT = stream('\x80\x02cmy_pkg.models\nNet\n)\x81.');
const FILES = {
  'clean.pt': HARMLESS,
  'bad.pt': PAYLOAD,
  'object.pt': OBJECT,
  'odd.pt': stream('\x80\x02I0x1\n.'),
  'text.ckpt': text('no checkpoint'),
  'models/a/model.pt': HARMLESS,
  'models/a/anything': PAYLOAD,
  'models/notes.txt': text('clever\ncolor\n'),
  'models/config.json': text('{}'),
};

async function scan(argv: readonly string[], files: Readonly<Record<string, Uint8Array>> = FILES) {
  const host = memoryHost(files);
  const code = await run(['scan', ...argv], host);
  expect(host.openCount).toBe(0);
  return { code, out: host.stdout, err: host.stderr };
}

describe('ckpt scan', () => {
  it('says three things of a file, and what is behind them', async () => {
    const { code, out, err } = await scan(['bad.pt']);
    expect([code, err]).toEqual([1, '']);
    expect(out).toMatch(
      /^bad\.pt\n {2}safety {5}dangerous\n {2}integrity {2}consistent\n {2}loads {6}no, /,
    );
    expect(out).toContain('error    security/dangerous-import  @ 0x2\n');
    expect(out).toMatch(/\n\n1 file scanned: 1 dangerous · [^\n]+\n$/);
  });

  it('never says safe', async () => {
    const { code, out } = await scan(['clean.pt']);
    expect(code).toBe(0);
    expect(out).toContain('safety     clean: it only makes tensors and plain values\n');
    expect(out).toContain('1 file scanned: 1 clean · no known-dangerous import found\n');
    expect(out).not.toMatch(/\bsafe\b/);
  });

  it('says 1 from what --fail-on names', async () => {
    const code = async (...argv: readonly string[]) => (await scan(argv)).code;
    expect([await code('odd.pt'), await code('odd.pt', '--fail-on', 'dangerous')]).toEqual([1, 0]);
    expect([await code('object.pt'), await code('object.pt', '--fail-on', 'unaudited')]).toEqual([
      0, 1,
    ]);
    expect(await code('bad.pt', '--fail-on', 'dangerous')).toBe(1);
    expect(await code('clean.pt', '--fail-on', 'unaudited')).toBe(0);
    expect(await code('bad.pt', '--fail-on', 'clean')).toBe(2);
  });

  it('says 2 where not everything was looked through, unless something was found', async () => {
    const code = async (...argv: readonly string[]) => (await scan(argv)).code;
    expect(await code('text.ckpt')).toBe(2);
    expect(await code('gone.ckpt')).toBe(2);
    expect(await code('gone.ckpt', 'clean.pt')).toBe(2);
    expect(await code('gone.ckpt', 'bad.pt')).toBe(1);
    expect((await scan(['text.ckpt'])).out).not.toMatch(/safety +clean/);
  });

  it('takes names that someone has read', async () => {
    const allowed = await scan([
      'object.pt',
      '--allow',
      'my_pkg.models.*',
      '--fail-on',
      'unaudited',
    ]);
    expect([allowed.code, allowed.out.includes('clean')]).toEqual([0, true]);
    expect(allowed.out).not.toContain('only makes tensors');
    const other = await scan(['object.pt', '--allow', 'other.*', '--fail-on', 'unaudited']);
    expect(other.code).toBe(1);
    expect((await scan(['bad.pt', '--allow', 'os.*'])).code).toBe(1);
  });

  it('obeys a policy', async () => {
    const policy = (yaml: string) => ({ ...FILES, 'ckpt.yaml': text(yaml) });
    const allowing = policy('allow-globals: [my_pkg.*]');
    expect((await scan(['object.pt', '--fail-on', 'unaudited'], allowing)).code).toBe(0);
    const waiving = policy('suppress: [{rule: security/divergent, reason: old writer}]');
    const { code, out } = await scan(['odd.pt'], waiving);
    expect([code, out.includes('waived: security/divergent in odd.pt: old writer')]).toEqual([
      0,
      true,
    ]);
    const wrong = await scan(['odd.pt'], policy('allow: [x]'));
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('knows no "allow"')]);
    const named = { ...FILES, 'p.yaml': text('rules: {security/divergent: note}') };
    expect((await scan(['odd.pt', '--policy', 'p.yaml'], named)).code).toBe(0);
  });

  it('looks through folders by what their files begin with', async () => {
    const { code, out } = await scan(['models', '--format', 'json']);
    const { files, otherFiles, verdict } = JSON.parse(out);
    expect(files.map(({ file, safety }: Record<string, string>) => [file, safety])).toEqual([
      ['models/a/anything', 'dangerous'],
      ['models/a/model.pt', 'clean'],
    ]);
    expect([code, otherFiles, verdict]).toEqual([1, 2, 'failed']);
    expect((await scan(['empty'], { 'empty/notes.txt': text('x') })).code).toBe(2);
  });

  it('gives SARIF with what was not looked through', async () => {
    const { code, out } = await scan(['bad.pt', 'gone.pt', 'text.ckpt', '--format', 'sarif']);
    const [log] = JSON.parse(out).runs;
    expect(code).toBe(1);
    expect(log.automationDetails.id).toBe('ckpt/scan/');
    expect(log.tool.driver.rules[0].properties).toMatchObject({
      tags: ['checkpoint', 'security'],
      'security-severity': '9.1',
    });
    expect(log.results[0]).toMatchObject({ ruleId: 'security/dangerous-import', level: 'error' });
    expect(log.invocations[0].executionSuccessful).toBe(false);
    expect(log.invocations[0].toolExecutionNotifications).toHaveLength(2);
  });

  it('escapes what a file says', async () => {
    const { out } = await scan(['x.pt'], { 'x.pt': stream('\x80\x02cos\n\x1b[2Jsystem\n.') });
    expect(out).toContain('imports os.\\x1b[2Jsystem');
    expect(out).not.toContain('\x1b');
  });

  it('stops where someone asks to', async () => {
    const host = memoryHost(FILES);
    const files = ['clean.pt', 'bad.pt'];
    const open = (path: string) => {
      if (path === 'clean.pt') host.interrupt();
      return host.open(path);
    };
    expect(await run(['scan', ...files], { ...host, open, out: host.out })).toBe(130);
    expect([host.stdout, host.stderr]).toEqual(['', 'ckpt: interrupted\n']);
  });

  it('takes limits', async () => {
    const { code, out } = await scan(['clean.pt', '--limit', 'pickleOpcodes=2']);
    expect([code, out.includes('clean')]).toEqual([2, true]);
    expect(out).toMatch(/safety +unaudited, and not all/);
    expect((await scan(['clean.pt', '--limit', 'x=2'])).code).toBe(2);
  });
});
