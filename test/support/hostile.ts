/** A world whose every text is what some reader takes for more than text. */
import { expect } from 'vitest';
import { planConversion } from '../../src/operations/convert/plan.ts';
import { bytesOf, checkpointOf } from './converted.ts';
import { fixture } from './fixtures.ts';
import { texts } from './run-files.ts';
import { safetensorsBytes } from './safetensors.ts';
import { dict, float, list, tensor } from './values.ts';
import { torchFile } from './weights-only.ts';

/** Everything at once that some reader of text takes for more than text. */
export const HOSTILE =
  '=cmd|calc!A0\u001b[31mred\u009b2J\r\b\u0000\u007f\u202e\u2066\u200b\ufeff\u{e0041}\u2028' +
  '\n::error::INJECTED\n::set-output name=a::b%0A\tX' +
  '<script>alert(1)</script>`]( javascript:alert(1))|$(touch INJECTED)"\'\\ &amp; - : # {[*!%@';
/** For names of files, which have no slash. */
export const NAME = HOSTILE.replaceAll('/', '_').slice(1);
export const SHORT = '@SUM(1)\u001b]8;;x\u0007\n|`<b>';

/** As a line of a pickle has it. */
const PRINTED = 'm\u001b[31m`|<b>$(touch INJECTED)';

export async function hostileFiles(): Promise<Record<string, Uint8Array>> {
  const state = dict({
    state_dict: dict({ [`${HOSTILE}.weight`]: tensor([2]), [SHORT]: tensor([2]) }),
    hyper_parameters: dict({ [HOSTILE]: HOSTILE, lr: float(0.1), [SHORT]: list(SHORT, HOSTILE) }),
    callbacks: dict({
      [`ModelCheckpoint{'monitor': '${SHORT}'}`]: dict({
        monitor: SHORT,
        best_model_path: `/x/${NAME}.ckpt`,
        best_model_score: float(1),
        dirpath: '/x',
        best_k_models: dict({ [`/x/${NAME}.ckpt`]: float(1) }),
        last_model_path: `/x/${SHORT}`,
        kth_best_model_path: '',
      }),
    }),
    epoch: 3,
    global_step: 10,
    'pytorch-lightning_version': `2.0.0${SHORT}`,
    [HOSTILE]: HOSTILE,
  });
  const [pt] = planConversion(checkpointOf(state), { target: 'pt', stem: 'o' }).files;
  const bytes = pt ? await bytesOf(pt) : new Uint8Array();
  const header = {
    __metadata__: { [HOSTILE]: HOSTILE, format: SHORT },
    [HOSTILE]: { dtype: 'F32', shape: [2], data_offsets: [0, 8] },
    [SHORT]: { dtype: 'F32', shape: [1], data_offsets: [8, 12] },
  } as const;
  const imported = async (module: string, name: string) => {
    const source = torchFile(`\x80\x02c${module}\n${name}\n)R.`);
    return source.read(0, source.byteLength);
  };
  return {
    [`r/${NAME}.ckpt`]: bytes,
    'r/b.ckpt': bytes,
    [`r/${NAME}.safetensors`]: safetensorsBytes(header, 12),
    's/m.safetensors': safetensorsBytes(header, 12),
    [`e/${NAME}.pkl`]: await imported('os', 'system'),
    'e/c.pkl': await imported(PRINTED, PRINTED),
    'e/d.pkl': await imported('x; print(1) #', 'y'),
    [`e/${NAME}.pt`]: fixture('malformed/truncated-zip.pt'),
    ...texts({
      'e/-rf.pt': `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 12\n`,
      [`e/${NAME}.json`]: JSON.stringify({ error: HOSTILE }),
      [`e/${NAME}.index.json`]: JSON.stringify({
        weight_map: { [HOSTILE]: `${NAME}.safetensors` },
      }),
      'r/.hydra/config.yaml': 'a: 1\n',
      'r/.hydra/hydra.yaml': 'hydra: {job: {name: a}}\n',
      'r/.hydra/overrides.yaml': JSON.stringify([`a=${HOSTILE}`, SHORT]),
      'r/a.log': `Traceback (most recent call last):\nValueError: ${HOSTILE}\n`,
      'r/metrics.csv': `epoch,"${SHORT.replaceAll('"', '""')}"\n0,1\n`,
    }),
  };
}

/** Lines that end, and nothing else that acts on a terminal or hides text. */
export function expectInert(text: string, what: readonly string[]): void {
  const active = text.match(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
  expect({
    what,
    active: active && JSON.stringify(text.slice(Math.max(0, (active.index ?? 0) - 80))),
  }).toEqual({ what, active: null });
  for (const line of text.split('\n')) {
    expect(line.startsWith('::error::') || line.startsWith('::set-output'), line).toBe(false);
  }
}
