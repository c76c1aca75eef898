/**
 * The path of a unit without its ending → its key in tar files of WebDataset, which ends a key at the first dot of the name, and
 * passes over what begins with `__…__`. Percent-encoded where it has to be: `cam/frame.1` → `cam/frame%2E1`, of which
 * `urllib.parse.unquote` makes the path again. https://github.com/webdataset/webdataset
 */
export const sampleKey = (path: string): string =>
  path
    .replaceAll('%', '%25')
    .replace(/[^/]+$/, (name) => name.replaceAll('.', '%2E'))
    .replace(/(^|\/)__/g, '$1%5F_');

/**
 * The names of the files of a sample: its key and an ending of each. A picture is named after its folder, too, so that it is
 * neither another one nor the unit's own: `panoptic/1.png` → `1.panoptic.png`.
 */
export const memberName = (
  key: string,
  { path, contentType }: { readonly path: string; readonly contentType: string },
): string => {
  const ending = path.slice(path.lastIndexOf('.') + 1);
  if (contentType.startsWith('image/')) return `${key}.${path.split('/', 1).join().toLowerCase()}.${ending}`;
  return `${key}.${ending === 'jsonl' ? 'json' : ending}`; // one line of JSON, which no decoder knows as a list of one
};
