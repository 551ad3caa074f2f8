/** How text may look. Names say what a style means, so a palette decides what it looks like. */
export interface Palette {
  /** What one looks for. */
  readonly strong: (text: string) => string;
  /** What explains. */
  readonly dim: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly warn: (text: string) => string;
  readonly good: (text: string) => string;
}

/** Where a report is going: all that a renderer knows of the outside. */
export interface View {
  /** Columns of the terminal; infinite where no line may be cut, as in a pipe. */
  readonly width: number;
  /** Lines of the terminal, where there is one. */
  readonly height?: number;
  readonly palette: Palette;
}

const same = (text: string) => text;

export const PLAIN: Palette = { strong: same, dim: same, bad: same, warn: same, good: same };
