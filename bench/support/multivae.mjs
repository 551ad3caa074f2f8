import { dict, float, orderedDict, tuple } from './pickle-writer.mjs';
import { scalarTensor, tensor } from './torch-file.mjs';

const ITEMS = 6807;
const [WIDE, NARROW] = [600, 200];
const LATENT = 200;
const STEPS = 106_820;
const EPOCHS = 436;
const LEARNING_RATE = 1.5625e-5;
const FOLDER = '/home/user/project/checkpoints';
const BEST = `${FOLDER}/multi-vae-epoch=425-val_ndcg=0.4213.ckpt`;

/** Input and output width of every linear layer, in the order of the state dict. */
const LAYERS = {
  'encoder.0': [ITEMS, WIDE],
  'encoder.2': [WIDE, NARROW],
  mu: [NARROW, LATENT],
  logvar: [NARROW, LATENT],
  'decoder.0': [LATENT, WIDE],
  'decoder.2': [WIDE, ITEMS],
};

/** What Lightning 2.6 saves of a variational autoencoder for recommending 6807 items: 102 MB. */
export function multiVae() {
  return dict({
    epoch: EPOCHS - 1,
    global_step: STEPS,
    'pytorch-lightning_version': '2.6.0',
    state_dict: stateDict(),
    loops: loops(),
    callbacks: callbacks(),
    optimizer_states: [adam()],
    lr_schedulers: [plateau()],
    hparams_name: 'kwargs',
    hyper_parameters: dict({
      num_items: ITEMS,
      hidden_dims: [WIDE, NARROW],
      dropout: 0.5,
      lr: 0.001,
      weight_decay: float(0),
      kl_max_weight: 0.2,
      kl_anneal_steps: 20_000,
    }),
  });
}

const parameters = Object.entries(LAYERS).flatMap(([name, [from, to]]) => [
  [`${name}.weight`, [to, from]],
  [`${name}.bias`, [to]],
]);

function stateDict() {
  const modules = ['', 'encoder', ...Object.keys(LAYERS), 'decoder'];
  const versions = modules.map((name) => [name, dict({ version: 1 })]);
  return orderedDict(
    parameters.map(([name, shape]) => [name, tensor(...shape)]),
    dict({ _metadata: orderedDict(versions) }),
  );
}

function adam() {
  const state = parameters.map(([, shape], index) => [
    index,
    dict({ step: scalarTensor(STEPS), exp_avg: tensor(...shape), exp_avg_sq: tensor(...shape) }),
  ]);
  const group = dict({
    lr: LEARNING_RATE,
    betas: tuple(0.9, 0.999),
    eps: 1e-8,
    weight_decay: float(0),
    amsgrad: false,
    maximize: false,
    foreach: null,
    capturable: false,
    differentiable: false,
    fused: null,
    decoupled_weight_decay: false,
    params: parameters.map((_, index) => index),
  });
  return dict({ state: new Map(state), param_groups: [group] });
}

function plateau() {
  return dict({
    factor: 0.5,
    min_lrs: [float(0)],
    patience: 5,
    cooldown: 0,
    cooldown_counter: 0,
    mode: 'max',
    threshold: 0.0001,
    threshold_mode: 'rel',
    best: 0.4213,
    num_bad_epochs: 4,
    mode_worse: -Infinity,
    eps: 1e-8,
    last_epoch: EPOCHS,
    _last_lr: [LEARNING_RATE],
  });
}

function callbacks() {
  const earlyStopping = dict({
    wait_count: 10,
    stopped_epoch: EPOCHS - 1,
    best_score: scalarTensor(0.4213),
    patience: 10,
    stopping_reason: 1,
    stopping_reason_message: 'Monitored metric val_ndcg did not improve in the last 10 records.',
  });
  const modelCheckpoint = dict({
    monitor: 'val_ndcg',
    best_model_score: scalarTensor(0.4213),
    best_model_path: BEST,
    current_score: scalarTensor(0.4198),
    dirpath: FOLDER,
    best_k_models: new Map([[BEST, scalarTensor(0.4213)]]),
    kth_best_model_path: BEST,
    kth_value: scalarTensor(0.4213),
    last_model_path: `${FOLDER}/last.ckpt`,
  });
  return new Map([
    ["EarlyStopping{'monitor': 'val_ndcg', 'mode': 'max'}", earlyStopping],
    [
      "ModelCheckpoint{'monitor': 'val_ndcg', 'mode': 'max', 'every_n_train_steps': 0, " +
        "'every_n_epochs': 1, 'train_time_interval': None}",
      modelCheckpoint,
    ],
  ]);
}

function loops() {
  const perEpoch = STEPS / EPOCHS;
  const steps = () => progress(STEPS, perEpoch, FULL);
  const evaluation = (done) =>
    dict({ state_dict: dict({}), batch_progress: progress(done, done, FULL, false) });
  return dict({
    fit_loop: dict({
      state_dict: dict({}),
      'epoch_loop.state_dict': dict({ _batches_that_stepped: STEPS }),
      'epoch_loop.batch_progress': progress(STEPS, perEpoch, FULL, true),
      'epoch_loop.scheduler_progress': progress(EPOCHS, 1, SHORT),
      'epoch_loop.automatic_optimization.state_dict': dict({}),
      'epoch_loop.automatic_optimization.optim_progress': dict({
        optimizer: dict({ step: progress(STEPS, perEpoch, SHORT), zero_grad: steps() }),
      }),
      'epoch_loop.manual_optimization.state_dict': dict({}),
      'epoch_loop.manual_optimization.optim_step_progress': progress(0, 0, SHORT),
      'epoch_loop.val_loop.state_dict': dict({}),
      'epoch_loop.val_loop.batch_progress': progress(EPOCHS, 1, FULL, true),
      epoch_progress: progress(EPOCHS, EPOCHS, FULL),
    }),
    validate_loop: evaluation(0),
    test_loop: evaluation(0),
    predict_loop: evaluation(0),
  });
}

const SHORT = ['ready', 'completed'];
const FULL = [...SHORT, 'started', 'processed'];

function progress(total, current, counters, isLastBatch) {
  const all = (count) => new Map(counters.map((counter) => [counter, count]));
  const last = isLastBatch === undefined ? {} : { is_last_batch: isLastBatch };
  return dict({ total: all(total), current: all(current), ...last });
}
