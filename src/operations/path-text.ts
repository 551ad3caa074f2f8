/** Without what says nothing: a slash at the end, `./` at the beginning. */
export function tidied(path: string): string {
  return path.replace(/(?<=.)[/\\]+$/, '').replace(/^(?:\.[/\\]+)*(?:\.$)?/, '');
}

/** What stands below a folder; either may be empty. */
export function joinedPath(folder: string, below: string): string {
  if (below === '' || folder === '') return folder + below;
  return folder.endsWith('/') ? folder + below : `${folder}/${below}`;
}
