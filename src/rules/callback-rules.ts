import { absoluteLink } from './callbacks/absolute-link.ts';
import { bestMissing } from './callbacks/best-missing.ts';
import { brokenLink } from './callbacks/broken-link.ts';
import { duplicate } from './callbacks/duplicate.ts';
import { earlyStopping } from './callbacks/early-stopping.ts';
import { keyDisagrees } from './callbacks/key-disagrees.ts';
import { lastMissing } from './callbacks/last-missing.ts';
import { moved } from './callbacks/moved.ts';
import { noLast } from './callbacks/no-last.ts';
import { pathOutside } from './callbacks/path-outside.ts';
import { ranking } from './callbacks/ranking.ts';
import { scoreNotFinite } from './callbacks/score-not-finite.ts';
import { scoresDiffer } from './callbacks/scores-differ.ts';
import { topKMissing } from './callbacks/top-k-missing.ts';
import { bestDecreases } from './metrics/best-decreases.ts';
import { bestFile } from './metrics/best-file.ts';
import { cadence as savingCadence } from './metrics/cadence.ts';
import { configuredMode } from './metrics/configured-mode.ts';
import { diverged } from './metrics/diverged.ts';
import { loggedDifferently } from './metrics/logged-differently.ts';
import { monitor } from './metrics/monitor.ts';
import { packnetGroundTruth } from './metrics/packnet-ground-truth.ts';
import { packnetKeepsAll } from './metrics/packnet-keeps-all.ts';
import { packnetMode } from './metrics/packnet-mode.ts';
import { packnetMonitor } from './metrics/packnet-monitor.ts';
import { retention } from './metrics/retention.ts';
import { saveLast } from './metrics/save-last.ts';
import { savingOptions } from './metrics/saving-options.ts';
import { weakMonitor } from './metrics/weak-monitor.ts';
import { wrongMode } from './metrics/wrong-mode.ts';
import { cadence } from './names/cadence.ts';
import { epoch } from './names/epoch.ts';
import { hpc } from './names/hpc.ts';
import { lastFrozen } from './names/last-frozen.ts';
import { lastOlder } from './names/last-older.ts';
import { leftOver } from './names/left-over.ts';
import { metricFolder } from './names/metric-folder.ts';
import { score } from './names/score.ts';
import { severalLast } from './names/several-last.ts';
import { step } from './names/step.ts';
import { versionSuffix } from './names/version-suffix.ts';
import { zeroMetric } from './names/zero-metric.ts';
import type { Rule } from './rule.ts';

/** What callbacks, logs and file names say of each other, and what saving is configured to keep. */
export const callbackRules: readonly Rule[] = [
  bestMissing,
  lastMissing,
  topKMissing,
  noLast,
  moved,
  brokenLink,
  absoluteLink,
  pathOutside,
  ranking,
  keyDisagrees,
  scoreNotFinite,
  scoresDiffer,
  earlyStopping,
  duplicate,

  packnetMonitor,
  packnetGroundTruth,
  packnetMode,
  packnetKeepsAll,
  monitor,
  savingOptions,
  savingCadence,
  saveLast,
  configuredMode,
  wrongMode,
  weakMonitor,
  bestFile,
  bestDecreases,
  loggedDifferently,
  diverged,
  retention,

  score,
  epoch,
  step,
  lastOlder,
  lastFrozen,
  severalLast,
  zeroMetric,
  cadence,
  versionSuffix,
  metricFolder,
  leftOver,
  hpc,
];
