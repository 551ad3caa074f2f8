/** The parts of a training state that can be asked for by name. */
export const SECTIONS = [
  'hyperparameters',
  'weights',
  'optimizers',
  'schedulers',
  'callbacks',
  'progress',
  'precision',
  'random-state',
  'versions',
  'extra',
] as const;

export type SectionName = (typeof SECTIONS)[number];

/** The section that a person means: `optimizer` is as good as `optimizers`. */
export function sectionNamed(name: string): SectionName | undefined {
  return SECTIONS.find((section) => section === name || section === `${name}s`);
}
