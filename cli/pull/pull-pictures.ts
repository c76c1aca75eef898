import { appendFileSync } from 'node:fs';
import { copyFile, link, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ImageLine } from '../../lib/release/layout.ts';
import { localNames } from '../../lib/release/local-names.ts';
import { type PictureReader, PictureUnavailable } from '../pictures/read-picture.ts';
import { eachAtOnce, untilStopped } from './each-at-once.ts';
import type { LocalFolder } from './local-folder.ts';
import type { PictureFolders } from './picture-folders.ts';

export type PictureCounts = {
  /** Pictures that are in the folders of all formats. */
  pictures: number;
  /** Those of them that were fetched before. */
  kept: number;
  notFetched: number;
};

export type PullingPictures = {
  readonly images: AsyncIterable<ImageLine>;
  /** Those of these splits, and those of none; all of them unless said otherwise. */
  readonly splits?: readonly string[] | undefined;
  readonly folder: LocalFolder;
  readonly folders: PictureFolders;
  /** Reads them from their addresses, or finds them below a folder of this machine. */
  readonly source: { readonly read: PictureReader } | { readonly root: string };
  readonly counts: PictureCounts;
  onProgress(): void;
};

export const reportName = 'images-not-fetched.jsonl';

/**
 * Puts the pictures of a release where the formats look for them: each is fetched once, and has a name in every folder that wants
 * it. One that cannot be had is a line of the report, with the reason, and does not end the pull.
 */
export async function pullPictures(pulling: PullingPictures): Promise<void> {
  const { folder, counts, onProgress } = pulling;
  const report = await newPictureReport(folder);
  await eachAtOnce(namedImages(pulling), async ({ image, picture }, signal) => {
    try {
      await placePicture(image, picture, pulling, signal);
      counts.pictures += 1;
    } catch (error) {
      if (!(error instanceof PictureUnavailable)) throw error;
      counts.notFetched += 1;
      report(image, error);
    }
    onProgress();
  });
}

/** Begins the report anew. */
export async function newPictureReport(folder: LocalFolder) {
  const report = folder.pathOf(reportName);
  await rm(report, { force: true });
  return ({ path, label, unit, uri }: ImageLine, { message: reason }: PictureUnavailable): void =>
    appendFileSync(report, `${JSON.stringify({ path, label, unit, uri, reason })}\n`);
}

type NamedImage = { readonly image: ImageLine; readonly picture: string };

/** Names of all of them, in their order, whichever are wanted: only so has a picture the same name in every run. */
async function* namedImages({ images, splits }: PullingPictures): AsyncGenerator<NamedImage> {
  const nameOf = localNames();
  for await (const image of images) {
    const picture = nameOf(image.path).replace(/^images\//, '');
    if (image.split === undefined || (splits?.includes(image.split) ?? true)) yield { image, picture };
  }
}

async function placePicture(
  image: ImageLine,
  picture: string,
  { folder, folders, source, counts }: PullingPictures,
  signal: AbortSignal,
): Promise<void> {
  const names = folders(image.split).map((each) => `${each}/${picture}`);
  const missing: string[] = [];
  for (const name of names) if (!(await folder.has(name))) missing.push(name);
  if (missing.length < names.length) counts.kept += 1;
  if (missing.length === 0) return;
  if ('root' in source) {
    const target = await localPicture(source.root, image, picture);
    for (const name of missing) await folder.place(name, (path) => symlink(target, path));
    return;
  }
  const there = names.find((name) => !missing.includes(name)) ?? (await fetched(missing[0], image, source.read));
  for (const name of missing)
    if (name !== there) await folder.place(name, (path) => sameFile(folder.pathOf(there), path));

  async function fetched(name = '', { uri }: ImageLine, read: PictureReader): Promise<string> {
    await fetchPicture(name, uri, { folder, read, signal });
    return name;
  }
}

type FetchingPicture = { readonly folder: LocalFolder; readonly read: PictureReader; readonly signal: AbortSignal };

export async function fetchPicture(
  name: string,
  uri: string | null,
  { folder, read, signal }: FetchingPicture,
): Promise<void> {
  if (uri === null) throw new PictureUnavailable('the platform does not say where it is');
  const chunks = untilStopped(await read(uri, signal), signal);
  await folder.place(name, (path) => writeFile(path, chunks));
}

/** One file of two names, where the disk has such files. */
const sameFile = (file: string, path: string): Promise<void> => link(file, path).catch(() => copyFile(file, path));

/** Below the root by its name in the release, else by the path of its address. */
async function localPicture(root: string, { uri }: ImageLine, picture: string): Promise<string> {
  for (const candidate of [picture, ...pathsIn(uri)]) {
    const path = resolve(join(root, candidate));
    const found = await stat(path).catch(() => undefined);
    if (found?.isFile()) return path;
  }
  throw new PictureUnavailable('not below --images-root, by its name or by the path of its address');
}

/** None where the path would leave the folder it is looked for in. */
function pathsIn(uri: string | null): readonly string[] {
  if (uri === null) return [];
  try {
    const path = URL.canParse(uri) ? decodeURIComponent(new URL(uri).pathname) : uri;
    return path.split(/[\\/]/).includes('..') || path.includes('\0') ? [] : [path];
  } catch {
    return []; // half an escape such as %2
  }
}
