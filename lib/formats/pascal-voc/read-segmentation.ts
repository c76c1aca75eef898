import type { FormatFile, ReadObject } from '../format.ts';
import { readIndexed } from '../indexed-picture.ts';
import { segmentationFolders } from './segmentation.ts';

/** Undefined for what is not one of the two pictures. */
export function readSegmentation(
  file: Pick<FormatFile, 'path' | 'bytes'>,
  classes: readonly string[],
): readonly ReadObject[] | undefined {
  const [, folder, unit] = /^(SegmentationClass|SegmentationObject)\/(.+)\.png$/s.exec(file.path) ?? [];
  if (folder === undefined || unit === undefined) return undefined;
  return readIndexed(file, unit, classes, segmentationFolders[folder as keyof typeof segmentationFolders]);
}
