/**
 * torch.package archives: pickled resources beside the Python sources that can load them.
 * https://pytorch.org/docs/2.13/package.html
 */
import type { Anomaly, GlobalName } from '../../model/checkpoint.ts';
import type { Value } from '../../model/value.ts';
import type { Format } from '../format.ts';
import { namesOf, recordText, requireZip } from '../zip-records.ts';
import { archiveAnomalies, selfDescription } from './archive-facts.ts';
import { readObject } from './archive-object.ts';

const EXTERN_MODULES = '.data/extern_modules';
const PYTHON_VERSION = '.data/python_version';

export const torchPackage: Format = {
  id: 'torch-package',
  title: 'torch.package archive',
  extensions: ['.pt', '.package', '.zip'],

  recognizes: ({ zip }) =>
    zip !== undefined && (zip.records.has(EXTERN_MODULES) || zip.records.has(PYTHON_VERSION)),

  async open(probe, context) {
    const { source } = probe;
    const marker = probe.zip?.records.has(EXTERN_MODULES) ? EXTERN_MODULES : PYTHON_VERSION;
    const { zip } = requireZip(probe, marker);
    const anomalies: Anomaly[] = archiveAnomalies(zip);
    const metadata = await selfDescription(zip, anomalies);
    const python = await recordText(zip, PYTHON_VERSION);
    if (python !== undefined) metadata.set('python_version', python);
    const externModules = (await recordText(zip, EXTERN_MODULES))?.split('\n') ?? [];
    const options = {
      context,
      anomalies,
      byteOrder: metadata.get('byteorder'),
      storageName: (key: string) => `.data/${key}.storage`,
    };
    const entries = new Map<Value, Value>();
    const globals: GlobalName[] = [];
    for (const [name, entry] of zip.records) {
      if (name.startsWith('.data/') || !name.endsWith('.pkl')) continue;
      const object = await readObject(zip, entry, options);
      entries.set(name, object.value);
      globals.push(...object.globals);
    }
    const isOwn = (name: string) => !name.startsWith('.data/') && !entries.has(name);
    const code = namesOf(zip, (name) => isOwn(name) && name.endsWith('.py'));
    const others = namesOf(zip, (name) => isOwn(name) && !name.endsWith('.py'));
    const modules = { kind: 'list' as const, items: externModules.filter((name) => name !== '') };
    return {
      file: source.name,
      byteLength: source.byteLength,
      format: {
        id: torchPackage.id,
        title: torchPackage.title,
        ...(python !== undefined && { writer: `Python ${python}` }),
        notes: ['zip', ...(code.items.length > 0 ? ['contains code'] : [])],
      },
      root: { kind: 'mapping', type: 'dict', entries },
      extras: new Map<string, Value>(
        [
          ['code', code] as const,
          ['other resources', others] as const,
          ['modules it needs', modules] as const,
        ].filter(([, { items }]) => items.length > 0),
      ),
      metadata,
      globals,
      anomalies,
    };
  },
};
