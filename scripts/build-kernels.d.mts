export const TARGETS: readonly { readonly entry: string; readonly target: string }[];
export function kernelsModule(entry: string): Promise<string>;
