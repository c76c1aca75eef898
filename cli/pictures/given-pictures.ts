import type { PictureSources } from './picture-sources.ts';
import { noPictures, type Pictures, picturesIn } from './pictures.ts';

export type PictureChoice = {
  /** A file for every unit, or a folder with those of all. */
  readonly files?: string | undefined;
  /** Where those whose address a label says may be fetched from, in place of files. */
  readonly sources?: PictureSources | undefined;
};

/** The pictures that a call gives. Only where they are fetched, what speaks to AWS is loaded. */
export async function givenPictures({ files, sources }: PictureChoice): Promise<Pictures> {
  if (!sources) return files === undefined ? noPictures : picturesIn(files);
  const { fetchedPictures } = await import('./fetched-pictures.ts');
  const { pictureReader } = await import('./read-picture.ts');
  const { accessClients } = await import('../../access/clients.ts');
  return fetchedPictures(pictureReader(sources, { s3: accessClients().s3At(process.env.AWS_REGION) }));
}
