/** A `torch.nn.Module` that was pickled whole. */
import { className, isModule } from '../model/known-objects.ts';
import { isKind } from '../model/value.ts';
import { Arrangement } from './roles/arrangement.ts';
import type { Framework } from './training-state.ts';

const facts = { id: 'module', title: 'pickled module' };

export const pickledModule: Framework = {
  ...facts,
  recognizes: isModule,
  read(root) {
    const notes = isKind(root, 'opaque') ? [className(root)] : [];
    const part = { path: '', name: '', value: root };
    return new Arrangement([part], () => ['model']).state({ ...facts, notes });
  },
};
