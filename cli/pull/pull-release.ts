import { StorageUnavailable } from '../../lib/contracts/errors.ts';
import type { ManifestLine, Release } from '../../lib/release/layout.ts';
import type { ReadableRelease } from '../../lib/release/read-release.ts';
import { type Choice, type ChosenFiles, chosenFiles } from './chosen-files.ts';
import { fetchMissing, type PullCounts } from './fetch-missing.ts';
import { fillShards } from './fill-shards.ts';
import { LocalFolder } from './local-folder.ts';
import { type PictureCounts, type PullingPictures, pullPictures } from './pull-pictures.ts';

export type PullCall = {
  readonly release: ReadableRelease;
  /** The folder to write into; made where it is missing. */
  readonly out: string;
  readonly choice: Choice;
  /** Where pictures are and go to; without, none are wanted. */
  readonly pictures?: Pick<PullingPictures, 'source' | 'folders'> | undefined;
  /** Called before anything is written; what it throws ends the pull. */
  onChosen(chosen: ChosenFiles): void;
  /** Called after each file and picture. */
  onProgress(progress: Pick<Pulled, 'counts' | 'pictures' | 'chosen'>): void;
};

export type Pulled = {
  readonly out: string;
  readonly description: Release;
  readonly chosen: ChosenFiles;
  readonly counts: PullCounts;
  readonly pictures: PictureCounts | undefined;
  /** Names of files that had other bytes than the release has. */
  readonly replaced: readonly string[];
};

/** Makes a folder hold the chosen files of a release. What is there already stays, so that it can be killed and called again. */
export async function pullRelease(call: PullCall): Promise<Pulled> {
  const { release, out, choice, onChosen, onProgress } = call;
  const { description } = release;
  const chosen = await chosenFiles(everyFile(release), choice);
  onChosen(chosen);
  const folder = new LocalFolder(out, description);
  const counts: PullCounts = { files: 0, bytes: 0, kept: 0, objects: 0 };
  const pictures = call.pictures && { pictures: 0, kept: 0, notFetched: 0 };
  const report = () => onProgress({ counts, pictures, chosen });
  try {
    await fetchMissing({ release, chosen, folder, counts, onProgress: report });
    if (pictures && call.pictures) {
      const { splits } = choice;
      const wanted = { ...call.pictures, images: release.images(), splits, folder, counts: pictures };
      if (description.input.layout === 'webdataset') await fillShards({ ...wanted, chosen, onProgress: report });
      else await pullPictures({ ...wanted, onProgress: report });
    }
  } catch (error) {
    throw error instanceof StorageUnavailable ? toBeContinued(error) : error;
  } finally {
    folder.close();
  }
  return { out, description, chosen, counts, pictures, replaced: folder.replaced };
}

const toBeContinued = (cause: Error) =>
  new StorageUnavailable(`${cause.message} Pull again: what is whole is not fetched again.`, { cause });

async function* everyFile({
  manifest,
  description: { documents = [] },
}: ReadableRelease): AsyncGenerator<ManifestLine> {
  yield* manifest();
  yield* documents;
}
