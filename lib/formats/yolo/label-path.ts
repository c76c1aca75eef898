/**
 * Where Ultralytics looks for the label of the image `images/<path>`: the LAST folder `images` of an image's path becomes
 * `labels`, and an image whose label is elsewhere counts as background, without a word (`img2label_paths` in
 * https://github.com/ultralytics/ultralytics/blob/main/ultralytics/data/utils.py).
 */
export function labelPath(path: string): string {
  const segments = ['images', ...path.split('/')];
  return `${segments.with(segments.lastIndexOf('images', -2), 'labels').join('/')}.txt`;
}
