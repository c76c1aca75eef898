import type { ManifestLine, Release } from '../../lib/release/layout.ts';
import { type ReadableRelease, readRelease } from '../../lib/release/read-release.ts';
import type { ObjectStore } from '../../lib/store/object-store.ts';
import { type Choice, type ChosenFiles, chosenFiles } from './chosen-files.ts';
import { fetchMissing, type PullCounts } from './fetch-missing.ts';
import { LocalFolder } from './local-folder.ts';

export type PullCall = {
  readonly store: ObjectStore;
  /** Of the release. */
  readonly name: string;
  /** The folder to write into; made where it is missing. */
  readonly out: string;
  readonly choice: Choice;
  /** Called before anything is written; what it throws ends the pull. */
  onChosen(chosen: ChosenFiles): void;
  /** Called after each file. */
  onProgress(counts: PullCounts, chosen: ChosenFiles): void;
};

export type Pulled = {
  readonly out: string;
  readonly description: Release;
  readonly chosen: ChosenFiles;
  readonly counts: PullCounts;
  /** Names of files that had other bytes than the release has. */
  readonly replaced: readonly string[];
};

/** Makes a folder hold the chosen files of a release. What is there already stays, so that it can be killed and called again. */
export async function pullRelease({ store, name, out, choice, onChosen, onProgress }: PullCall): Promise<Pulled> {
  const release = await readRelease(store, name);
  const { description } = release;
  const chosen = await chosenFiles(everyFile(release), choice);
  onChosen(chosen);
  const folder = new LocalFolder(out, description);
  const counts: PullCounts = { files: 0, bytes: 0, kept: 0, objects: 0 };
  try {
    await fetchMissing({ release, chosen, folder, counts, onProgress: () => onProgress(counts, chosen) });
  } finally {
    folder.close();
  }
  return { out, description, chosen, counts, replaced: folder.replaced };
}

async function* everyFile({
  manifest,
  description: { documents = [] },
}: ReadableRelease): AsyncGenerator<ManifestLine> {
  yield* manifest();
  yield* documents;
}
