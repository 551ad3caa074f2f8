import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { rules } from '../../src/rules/index.ts';
import { FIXTURES } from '../support/corpus.ts';
import { memoryHost } from '../support/memory-host.ts';

const fixture = (path: string) => new Uint8Array(readFileSync(join(FIXTURES, path)));
const SOUND = fixture('lightning/last.ckpt');
const CUT = SOUND.subarray(0, SOUND.byteLength - 100);
const FILES = { 'last.ckpt': SOUND, 'cut.ckpt': CUT, 'empty.ckpt': new Uint8Array(0) };

async function validate(...argv: readonly string[]) {
  const host = memoryHost(FILES);
  const code = await run(['validate', ...argv], host);
  expect(host.openCount).toBe(0);
  return { code, out: host.stdout, err: host.stderr };
}

describe('ckpt validate', () => {
  it('reads the elements of tensors only where it is asked to', async () => {
    const skipped = await validate('last.ckpt', '--rule', 'tensor/not-finite');
    expect(skipped.out).toMatch(/0 rules held, 1 skipped \(no --data\)/);
    const read = await validate('last.ckpt', '--rule', 'tensor/not-finite', '--data');
    expect([read.code, read.out]).toEqual([
      0,
      expect.stringMatching(/^no findings · 1 rule held$/m),
    ]);
  });

  it('says 0 of a sound file', async () => {
    const { code, out, err } = await validate('last.ckpt');
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/· \d+ rules held, \d+ skipped \(/);
    expect((await validate('last.ckpt', '--rule', 'file')).out).toMatch(
      /^no findings · \d+ rules held$/m,
    );
  });

  it('says 1 of a broken one, and how to go on', async () => {
    const { code, out, err } = await validate('cut.ckpt');
    expect([code, err]).toEqual([1, '']);
    expect(out).toMatch(/^cut.ckpt\n {2}error {4}file\/truncated {2}@ 0x[0-9a-f]+\n/);
    expect(out).toContain('cure: fetch or copy it again');
  });

  it('says 2 where nothing can be told, unless another file is broken', async () => {
    expect((await validate('empty.ckpt')).code).toBe(2);
    expect((await validate('gone.ckpt')).code).toBe(2);
    expect((await validate('empty.ckpt', 'last.ckpt')).code).toBe(2);
    expect((await validate('empty.ckpt', 'cut.ckpt', 'last.ckpt')).code).toBe(1);
  });

  it('finds the checkpoints of a folder', async () => {
    const host = memoryHost({
      'runs/a/last.ckpt': SOUND,
      'runs/b/cut.pt': CUT,
      'runs/b/notes.txt': CUT,
      'runs/node_modules/x.pth': CUT,
    });
    expect(await run(['validate', 'runs', '--rule', 'file', '--format', 'json'], host)).toBe(1);
    const { files, findings } = JSON.parse(host.stdout);
    expect(files).toEqual(['runs/a', 'runs/b', 'runs/a/last.ckpt', 'runs/b/cut.pt']);
    expect(findings.map(({ file }: { file: string }) => file)).toEqual(['runs/b/cut.pt']);
  });

  it('asks of a sharded checkpoint by its index', async () => {
    const index = JSON.stringify({ weight_map: { w: 'model-00001-of-00001.safetensors' } });
    const host = memoryHost({
      'm/model.safetensors.index.json': new TextEncoder().encode(index),
      'm/model-00001-of-00001.safetensors': CUT,
    });
    expect(await run(['validate', 'm', '--format', 'json'], host)).toBe(1);
    const { files, findings } = JSON.parse(host.stdout);
    expect(files).toEqual(['m', 'm/model.safetensors.index.json']);
    expect(findings.map(({ rule }: { rule: string }) => rule)).toContain('shards/broken');
  });

  it('asks only the rules that are named', async () => {
    expect((await validate('cut.ckpt', '--rule', 'tensor')).code).toBe(0);
    expect((await validate('cut.ckpt', '--ignore', 'file/truncated')).code).toBe(0);
    expect((await validate('cut.ckpt', '--rule', 'file')).code).toBe(1);
  });

  it.each([
    [['--format', 'sarif'], /^\{\n {2}"\$schema": .*"ruleId": "file\/truncated"/s],
    [['--format', 'junit'], /^<\?xml .*<failure type="error"/s],
    [['--format', 'github'], /^::error file=cut.ckpt,title=file\/truncated::/],
    [['--format', 'json'], /^\{"kind":"validation".*"verdict":"unsound"/],
  ] as const)('answers as %j', async (options, expected) => {
    const { code, out } = await validate('cut.ckpt', ...options);
    expect(code).toBe(1);
    expect(out).toMatch(expected);
  });

  it('says nothing in annotations of what is sound', async () => {
    expect((await validate('last.ckpt', '--format', 'github')).out).toBe('');
  });

  it.each([
    [['--rule', 'a/b'], 'there is no rule "a/b"'],
    [['--for', 'fun'], 'some of load, resume, eval, share'],
    [['--torch', 'new'], 'a version, as 2.6'],
    [['--expect', 'num_items'], '--expect takes KEY=VALUE'],
    [['--reference', 'gone.pt'], '--reference: gone.pt: no such file'],
    [['--policy', 'gone.yaml'], '--policy: gone.yaml: no such file'],
    [['--limit', 'x=1'], '--limit takes NAME=NUMBER'],
  ])('refuses %j', async (options, message) => {
    const { code, err } = await validate('last.ckpt', ...options);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});

describe('the policy of a project', () => {
  const host = (policy: string) =>
    memoryHost({ ...FILES, 'ckpt.yaml': new TextEncoder().encode(policy) });
  const SMALL = 'maximum-size: 10 # bytes\n';
  const WAIVED = `${SMALL}suppress:\n  - { rule: policy/size, until: 2999-12-31, reason: known }\n`;

  it('is read where it has its usual name', async () => {
    const world = host(SMALL);
    expect(await run(['validate', 'last.ckpt'], world)).toBe(1);
    expect(world.stdout).toMatch(/policy\/size\n.*where the policy allows 10 B/);
    expect(world.openCount).toBe(0);
  });

  it('is read where it is named', async () => {
    const world = memoryHost({ ...FILES, 'strict.yml': new TextEncoder().encode(SMALL) });
    expect(await run(['validate', 'last.ckpt', '--policy', 'strict.yml'], world)).toBe(1);
  });

  it('waives what it names', async () => {
    const world = host(WAIVED);
    expect(await run(['validate', 'last.ckpt'], world)).toBe(0);
    expect(world.stdout).toContain('waived until 2999-12-31: policy/size in last.ckpt: known');
  });

  it.each([
    ['rule: x', 'the policy knows no "rule"'],
    ['rules: [', 'ckpt.yaml'],
  ])('is never obeyed by halves: %s', async (policy, message) => {
    const world = host(policy);
    expect(await run(['validate', 'last.ckpt'], world)).toBe(2);
    expect(world.stderr).toContain(message);
    expect(world.stdout).toBe('');
  });
});

describe('ckpt rules', () => {
  it('lists every rule', async () => {
    const host = memoryHost();
    expect(await run(['rules'], host)).toBe(0);
    expect(host.stdout.trim().split('\n')).toHaveLength(rules.length);
    expect(host.stdout).toMatch(/^tensor\/outside-storage +error +Every tensor lies/m);
  });

  it('lists them for programs', async () => {
    const host = memoryHost();
    await run(['rules', '--format', 'json'], host);
    const listed = JSON.parse(host.stdout);
    expect(listed.map(({ id }: { id: string }) => id)).toEqual(rules.map(({ id }) => id));
  });
});

describe('ckpt explain', () => {
  it('prints the page of a rule', async () => {
    const host = memoryHost({}, { color: false }, { 'rules/zip/broken.md': '# zip/broken\n' });
    expect(await run(['explain', 'zip/broken'], host)).toBe(0);
    expect(host.stdout).toBe('# zip/broken\n');
  });

  it('says what the rule is where its page is not at hand', async () => {
    const host = memoryHost();
    expect(await run(['explain', 'zip/broken'], host)).toBe(0);
    expect(host.stdout).toBe('# zip/broken\n\nThe archive can be read.\n');
  });

  it('knows no other pages', async () => {
    const host = memoryHost({}, { color: false }, { 'rules/../secret.md': 'secret' });
    expect(await run(['explain', '../secret'], host)).toBe(2);
    expect(host.stdout).toBe('');
    expect(host.stderr).toMatch(/no rule \.\.\/secret/);
    await run(['explain', 'broken'], host);
    expect(host.stderr).toContain('zip/broken, shards/broken?');
  });
});
