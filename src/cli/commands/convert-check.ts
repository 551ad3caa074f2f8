import { OpenFiles } from '../../bytes/open-files.ts';
import { safeText } from '../../model/python-repr.ts';
import { checkConversion } from '../../operations/convert/check.ts';
import type { Conversion } from '../../operations/convert/plan.ts';
import { open } from '../../operations/open.ts';
import type { Host } from '../host.ts';
import { limitsFrom } from '../limit-option.ts';
import { Progress } from '../progress.ts';
import type { ConvertOptions } from './convert-options.ts';

/** Reads the output again; says on `err` which tensors are not what they should be. */
export async function checkOutput(
  conversion: Conversion,
  out: string,
  options: ConvertOptions,
  host: Host,
): Promise<boolean> {
  const last = conversion.files.at(-1)?.name ?? '';
  const path = host.sibling(out, last);
  const total = conversion.files.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const progress = new Progress(host, 'checking', 2 * total);
  const opened = new OpenFiles();
  const openFile = async (name: string) => opened.add(await host.open(name));
  try {
    const source = await openFile(path);
    const sha256 = await host.hasher();
    const checked = { sha256, onBytes: progress.add };
    if (conversion.target === 'npz') {
      // No tensors are read from npz: the file as a whole is compared with what it should be.
      const { sameBytes } = await import('../../operations/convert/same-bytes.ts');
      return await sameBytes(conversion.files[0], source, progress.add);
    }
    const output = await open(source, {
      limits: limitsFrom(options.limit ?? []),
      openSibling: (name) => openFile(host.sibling(path, name)),
    });
    const differences = await checkConversion(conversion, output, checked);
    for (const { name, reason } of differences) {
      host.err(`ckpt: ${safeText(name)}: ${reason}\n`);
    }
    return differences.length === 0;
  } finally {
    progress.end();
    await opened.close();
  }
}
