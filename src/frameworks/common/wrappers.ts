/**
 * What wrappers of modules put before the names in a state dict: torch.compile, DistributedDataParallel,
 * DeepSpeed and Fabric, FSDP, activation checkpointing.
 */
const WRAPPERS: readonly string[] = [
  '_orig_mod.',
  'module.',
  '_forward_module.',
  '_fsdp_wrapped_module.',
  '_checkpoint_wrapped_module.',
];

/** The wrappers that all names begin with, outermost first. */
export function commonPrefixes(names: readonly string[]): string[] {
  const prefixes: string[] = [];
  if (names.length === 0) return prefixes;
  for (let length = 0; ; ) {
    const wrapper = WRAPPERS.find((each) => names.every((name) => name.startsWith(each, length)));
    if (wrapper === undefined) return prefixes;
    prefixes.push(wrapper);
    length += wrapper.length;
  }
}

/** Inside names `module.` is a name like any other. */
const INNER =
  /(?<=^|\.)(?:_orig_mod|_forward_module|_fsdp_wrapped_module|_checkpoint_wrapped_module)\./g;

/** A name without what wrappers put into it. */
export function unwrappedName(name: string): string {
  const outer = commonPrefixes([name]).join('');
  return name.slice(outer.length).replace(INNER, '');
}
