/** Versions of torch, as far as loading depends on them: major and minor. */
export interface TorchVersion {
  readonly major: number;
  readonly minor: number;
}

/** The newest version whose tables were compared with the library itself. */
export const NEWEST_TORCH = '2.13';

/** `2.6`, `2.6.0`, `2.13.0+cpu`; `undefined` for anything else. */
export function torchVersion(text: string): TorchVersion | undefined {
  const [, major, minor] = /^\s*v?(\d{1,4})\.(\d{1,4})(?:[.+a-z-].*)?$/.exec(text) ?? [];
  if (major === undefined || minor === undefined) return undefined;
  return { major: Number(major), minor: Number(minor) };
}

/** Whether `torch` is `version`, written `2.6`, or later. */
export function isSince(torch: TorchVersion, version: string): boolean {
  const first = torchVersion(version);
  if (first === undefined) throw new RangeError(`${version} is no version`);
  return torch.major === first.major ? torch.minor >= first.minor : torch.major > first.major;
}
