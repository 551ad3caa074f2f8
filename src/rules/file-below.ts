/** The path of what lies in the folder of a run, spelled as a person would who named the folder so. */
export function fileBelow(folder: string, path: string): string {
  if (path === '') return folder;
  if (folder === '.' || folder === '') return path;
  return folder.endsWith('/') ? folder + path : `${folder}/${path}`;
}
