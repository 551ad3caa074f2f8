export const SCAN_FORMATS = ['text', 'json', 'sarif'] as const;
export const FAIL_ON = ['unaudited', 'suspicious', 'dangerous'] as const;

/** The options of `scan`. */
export interface ScanCommandOptions {
  readonly allow?: readonly string[];
  readonly policy?: string;
  readonly failOn: (typeof FAIL_ON)[number];
  readonly checksums?: boolean;
  readonly torch?: string;
  readonly format: (typeof SCAN_FORMATS)[number];
  readonly limit?: readonly string[];
}

export const SCAN_DEFAULTS: ScanCommandOptions = { failOn: 'suspicious', format: 'text' };
