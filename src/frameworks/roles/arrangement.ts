import type { Value } from '../../model/value.ts';
import { emptyState } from '../common/empty.ts';
import { textOf } from '../common/entries.ts';
import { readHyperparameters } from '../common/hyperparameters.ts';
import { readOptimizer } from '../common/optimizer.ts';
import { readScaler } from '../common/scaler.ts';
import { readScheduler } from '../common/scheduler.ts';
import type { FrameworkFacts, Hyperparameters, Part, TrainingState } from '../training-state.ts';
import { progressOf } from './counters.ts';
import { readAnyWeights } from './modules.ts';
import { Pairing } from './pairing.ts';
import { KINDS, MODEL_FIRST, type Role, type RolesOf, type WeightRole } from './role.ts';

/** The parts of a checkpoint by what they are about. Each is in one place; what fits no role is `extra`. */
export class Arrangement {
  readonly #byRole = new Map<Role, Part[]>();
  readonly #extra: Part[] = [];
  /** A second name of the same thing is `extra`: reading it again would say nothing new. */
  readonly #taken = new Set<Value>();

  constructor(parts: readonly Part[], rolesOf: RolesOf) {
    for (const part of parts) this.#add(part, rolesOf(part));
  }

  #add(part: Part, roles: readonly Role[]): void {
    const role = roles.find((each) => KINDS[each].fits(part.value));
    if (role === undefined || (KINDS[role].isOneThing && this.#isTaken(part.value))) {
      this.#extra.push(part);
      return;
    }
    const { units, others } = KINDS[role].unitsOf(part);
    for (const unit of units) this.#take(role, unit, unit !== part);
    for (const other of others) this.#extra.push(other);
  }

  #take(role: Role, unit: Part, isInside: boolean): void {
    if (isInside && this.#isTaken(unit.value)) {
      this.#extra.push(unit);
      return;
    }
    const parts = this.#byRole.get(role);
    if (parts === undefined) this.#byRole.set(role, [unit]);
    else parts.push(unit);
  }

  #isTaken(value: Value): boolean {
    if (this.#taken.has(value)) return true;
    this.#taken.add(value);
    return false;
  }

  has(...roles: readonly Role[]): boolean {
    return roles.some((role) => this.#byRole.has(role));
  }

  of(...roles: readonly Role[]): Part[] {
    return roles.flatMap((role) => this.#byRole.get(role) ?? []);
  }

  /** `weights` in the order in which loading takes them. */
  state(framework: FrameworkFacts, order: readonly WeightRole[] = MODEL_FIRST): TrainingState {
    const weighted = order.flatMap((role) =>
      this.of(role).map((part) => ({ part, weights: readAnyWeights(part, role) })),
    );
    const current = weighted.filter(({ weights }) => weights.role !== 'averaged');
    const pairing = new Pairing(current.length > 0 ? current : weighted);
    return {
      ...emptyState(framework),
      weights: weighted.map(({ weights }) => weights),
      optimizers: this.of('optimizer').map((part) =>
        readOptimizer(part.value, part.path, pairing.weightsOf(part)),
      ),
      schedulers: this.of('scheduler').map(({ value, path }) => readScheduler(value, path)),
      hyperparameters: [
        ...this.of('model-hyperparameters').map((part) => hyperparametersOf(part, 'model')),
        ...this.of('run-hyperparameters').map((part) => hyperparametersOf(part, 'run')),
      ],
      progress: progressOf(this.of('epoch'), this.of('step'), this.of('best')),
      precision: this.of('precision').map(readScaler),
      randomState: this.of('random'),
      versions: new Map(this.of('version').map(versionOf)),
      extra: this.#extra,
    };
  }
}

function hyperparametersOf({ value, path }: Part, of: Hyperparameters['of']): Hyperparameters {
  return readHyperparameters(value, path, of);
}

/** `torch_version` is the version of `torch`. */
function versionOf({ name, value }: Part): [software: string, version: string] {
  return [name.replace(/(?<=.)_version$/, ''), textOf(value) ?? ''];
}
