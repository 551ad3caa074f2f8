import { PLAIN, type View } from '../render/view.ts';
import type { Host } from './host.ts';

/** How the answer may look at `host`. Colours are loaded only where they show. */
export async function viewOf({ terminal }: Host): Promise<View> {
  return {
    width: terminal.width ?? Number.POSITIVE_INFINITY,
    ...(terminal.height !== undefined && { height: terminal.height }),
    palette: terminal.color ? (await import('./palette.ts')).ANSI : PLAIN,
  };
}
