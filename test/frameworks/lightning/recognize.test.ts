import { describe, expect, it } from 'vitest';
import { lightning } from '../../../src/frameworks/lightning/index.ts';
import type { Value } from '../../../src/model/value.ts';
import { type Counts, loops } from '../../support/lightning.ts';
import { dict, float, global, list, mapping, opaque, tensor } from '../../support/values.ts';

const version = (text: string) => dict({ 'pytorch-lightning_version': text });
const always = { epoch: 1, global_step: 9, state_dict: dict({ w: tensor([2]) }) };
const unversioned = (callbacks: Value) =>
  dict({ ...always, optimizer_states: list(), lr_schedulers: list(), callbacks });
const COUNTS: Counts = { epochs: [1, 1, 1, 0] };

/** Each with the era, or `null` where it is none of Lightning’s. */
const FILES: readonly (readonly [what: string, root: Value, era: string | undefined | null])[] = [
  ['2.6.0', version('2.6.0'), 'pl26'],
  ['a version to come', version('10.0.0'), 'pl26'],
  ['a nightly', version('2.7.0.dev20260101'), 'pl26'],
  ['2.5.5', version('2.5.5'), 'pl2x'],
  ['2.0.0rc0', version('2.0.0rc0'), 'pl2x'],
  ['1.9.5', version('1.9.5'), 'pl16'],
  ['1.6.0', version('1.6.0'), 'pl16'],
  ['1.5.10', version('1.5.10'), 'pl15'],
  ['1.4.9', version('1.4.9'), 'pl10'],
  ['0.10.0', version('0.10.0'), 'pl10'],
  ['0.9.0', version('0.9.0'), 'pl08'],
  ['0.8.0rc1', version('0.8.0rc1'), 'pl08'],
  ['a version that is none', version('main'), undefined],
  ['a version that is no text', dict({ 'pytorch-lightning_version': float(2.6) }), undefined],
  [
    'only the version it was upgraded from',
    dict({ 'legacy_pytorch-lightning_version': '1.5.0' }),
    undefined,
  ],
  ['loops of 2.x', dict({ loops: loops(COUNTS) }), 'pl2x'],
  ['loops of 1.x', dict({ loops: loops(COUNTS, '1.x') }), 'pl16'],
  [
    'loops and a stopping reason',
    dict({ loops: loops(COUNTS), callbacks: dict({ E: dict({ stopping_reason: 0 }) }) }),
    'pl26',
  ],
  [
    'loops and averaged weights',
    dict({ loops: loops(COUNTS), current_model_state: dict({}), averaging_state: dict({}) }),
    'pl26',
  ],
  ['callbacks by name', unversioned(dict({ Timer: dict({}) })), 'pl15'],
  ['callbacks by class', unversioned(mapping([global('a.Timer'), dict({})])), 'pl10'],
  ['no callbacks', unversioned(dict({})), undefined],
  ['the names of 0.8', dict({ ...always, checkpoint_callback_best_model_path: '' }), 'pl08'],
  ['the stopping of 0.8', dict({ ...always, early_stop_callback_state_dict: dict({}) }), 'pl08'],
  ['the names of 0.7', dict({ ...always, hparams: dict({}), hparams_type: 'dict' }), 'pl07'],
  ['the names of 0.6', dict({ ...always, hparams: dict({}), checkpoint_callback_best: 1 }), 'pl06'],
  ['0.6 or 0.7', dict({ ...always, checkpoint_callback_best: 1 }), undefined],
  ['a scaler of 0.7', dict({ ...always, native_amp_scaling_state: dict({}) }), undefined],
  ['weights alone', dict({ w: tensor([2]) }), null],
  ['weights and counters', dict(always), null],
  ['a loop of one’s own', dict({ ...always, optimizer: dict({}), scheduler: dict({}) }), null],
  ['loops of something else', dict({ loops: dict({ fit_loop: dict({ epoch: 1 }) }) }), null],
  ['loops that are none', dict({ loops: 3 }), null],
  ['an object', opaque('a.B', { items: [['pytorch-lightning_version', '2.0']] }), null],
  ['a list', list('pytorch-lightning_version'), null],
  ['nothing', null, null],
];

describe('which trees are Lightning’s, and of which era', () => {
  for (const [what, root, era] of FILES) {
    it(`${what}: ${era}`, () => {
      expect(lightning.recognizes(root)).toBe(era !== null);
      if (era !== null) expect(lightning.read(root).framework.era).toBe(era);
    });
  }

  it('says what wrote it, and what is special about it', () => {
    const { framework, versions } = lightning.read(
      dict({
        ...always,
        'pytorch-lightning_version': '2.6.0',
        'legacy_pytorch-lightning_version': '1.5.2',
        hyper_parameters: dict({ _instantiator: 'lightning.pytorch.cli.instantiate_module' }),
      }),
    );

    expect(framework).toEqual({
      id: 'lightning',
      title: 'Lightning',
      version: '2.6.0',
      era: 'pl26',
      notes: ['weights only', 'upgraded from 1.5.2', 'LightningCLI'],
    });
    expect([...versions]).toEqual([
      ['pytorch-lightning', '2.6.0'],
      ['legacy_pytorch-lightning', '1.5.2'],
    ]);
  });

  it('takes only LightningCLI’s own function for a sign of it', () => {
    const hyperparameters = dict({ _instantiator: 'os.system' });
    const root = dict({ 'pytorch-lightning_version': '2.6.0', hyper_parameters: hyperparameters });

    expect(lightning.read(root).framework.notes).toEqual([]);
  });
});
