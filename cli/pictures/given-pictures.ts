import type { PictureSources } from './picture-sources.ts';
import { noPictures, type Pictures, picturesIn } from './pictures.ts';

export type PictureChoice = {
  /** A file for every unit, or a folder with those of all. */
  readonly files?: string | undefined;
  /** Where those whose address a label says may be fetched from, in place of files. */
  readonly sources?: PictureSources | undefined;
  /** Whether what is written can play videos and audios. */
  readonly areRecordings: boolean;
};

/** The pictures that a call gives. Only where they are fetched, what speaks to AWS is loaded. */
export async function givenPictures({ files, sources, areRecordings }: PictureChoice): Promise<Pictures> {
  if (!sources) return files === undefined ? noPictures : picturesIn(files, { areRecordings });
  const { fetchedPictures } = await import('./fetched-pictures.ts');
  const { ownPictureReader } = await import('./read-picture.ts');
  return fetchedPictures(await ownPictureReader(sources), { areRecordings });
}
