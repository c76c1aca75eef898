import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { endingAt } from '../../lib/contracts/keys.ts';
import type { ImageLine } from '../../lib/release/layout.ts';
import { type TarMember, tarArchive } from '../../lib/release/tar.ts';
import { PictureUnavailable } from '../pictures/read-picture.ts';
import type { ChosenFile, ChosenFiles } from './chosen-files.ts';
import { eachAtOnce } from './each-at-once.ts';
import { fetchPicture, newPictureReport, type PullingPictures } from './pull-pictures.ts';
import { isShard, membersOf, pictureOwner } from './sample-shard.ts';

export type Filling = Omit<PullingPictures, 'folders'> & { readonly chosen: ChosenFiles };

type Images = ReadonlyMap<string, ImageLine>;

/**
 * Puts the pictures of a release beside their annotations in its tar files of samples. A tar file is written anew when its
 * pictures are there, and has its name when it is whole. Tar files of one name, of several formats, have the same units: each
 * picture is fetched once for them. Memory holds a line an image and the bytes of one picture.
 */
export async function fillShards(filling: Filling): Promise<void> {
  const { chosen, folder, images } = filling;
  const byKey = new Map<string, ImageLine>();
  for await (const image of images) byKey.set(keyOf(image), image);
  const report = await newPictureReport(folder);
  const shards = [...chosen.files.values()].filter(({ path }) => isShard(path));
  const counted = new Set<ImageLine>();
  for (const [, group] of Map.groupBy(shards, ({ path }) => basename(path))) {
    const missing = new Map<ChosenFile, Images>();
    const there = new Set<ImageLine>();
    for (const shard of group) missing.set(shard, await missingPictures(folder.pathOf(shard.name), byKey, there));
    const wanted = new Map([...missing.values()].flatMap((own) => [...own]));
    const unavailable = await fetchAll(wanted, filling, report);
    for (const [shard, own] of missing) {
      const got = new Map([...own].filter(([, image]) => !unavailable.has(image)));
      if (got.size > 0) await writePictures(shard, got, filling);
    }
    count(filling, { there, lacking: new Set(wanted.values()), unavailable, counted });
    await folder.removeWaiting(wanted.keys());
  }
}

const pictureOf = ({ path }: ImageLine): string => path.replace(/^images\//, '');
const keyOf = (image: ImageLine): string => pictureOf(image).slice(0, endingAt(pictureOf(image)));

/** Of the units of a tar file, by their keys; those that have their picture go into `there`. */
async function missingPictures(file: string, images: Images, there: Set<ImageLine>): Promise<Images> {
  const missing = new Map<string, ImageLine>();
  for await (const { key, owner } of membersOf(file)) {
    const image = images.get(key);
    if (!image) continue;
    if (owner !== pictureOwner) missing.set(key, image);
    else {
      missing.delete(key);
      there.add(image);
    }
  }
  return missing;
}

type Report = Awaited<ReturnType<typeof newPictureReport>>;

/** Into files of their own, which the next run finds where this one is killed. Returns those that cannot be had. */
async function fetchAll(
  missing: Images,
  { folder, source, onProgress }: Filling,
  report: Report,
): Promise<ReadonlySet<ImageLine>> {
  if (!('read' in source)) throw new TypeError('Pictures of tar files must be read from their addresses.');
  const { read } = source;
  const unavailable = new Set<ImageLine>();
  await eachAtOnce(missing, async ([key, image], signal) => {
    const name = folder.waitingName(key);
    try {
      if (!(await folder.has(name))) await fetchPicture(name, image.uri, { folder, read, signal });
    } catch (error) {
      if (!(error instanceof PictureUnavailable)) throw error;
      unavailable.add(image);
      report(image, error);
    }
    onProgress();
  });
  return unavailable;
}

async function writePictures(shard: ChosenFile, pictures: Images, { folder }: Filling): Promise<void> {
  const old = folder.pathOf(shard.name);
  async function* members(): AsyncGenerator<TarMember> {
    let sample: { readonly key: string; readonly names: string[] } = { key: '', names: [] };
    for await (const { key, path, owner, bytes } of membersOf(old)) {
      if (key !== sample.key) {
        yield* pictureFor(sample);
        sample = { key, names: [] };
      }
      sample.names.push(path);
      yield { path, owner, bytes: await bytes() };
    }
    yield* pictureFor(sample);
  }
  async function* pictureFor({ key, names }: { readonly key: string; readonly names: readonly string[] }) {
    const image = pictures.get(key);
    if (!image) return;
    const bytes = await readFile(folder.pathOf(folder.waitingName(key)));
    yield { path: memberName(image, key, names), bytes, owner: pictureOwner };
  }
  await folder.extend(shard.name, (path) => writeFile(path, tarArchive(members())));
}

/** With the ending that its name has; `.image` where it has none, and another word in front where an annotation has it. */
function memberName(image: ImageLine, key: string, names: readonly string[]): string {
  const ending = pictureOf(image).slice(key.length) || '.image';
  const isTaken = names.some((name) => name.toLowerCase() === `${key}${ending}`.toLowerCase());
  return isTaken ? `${key}.source${ending}` : `${key}${ending}`;
}

type Group = {
  readonly there: ReadonlySet<ImageLine>;
  readonly lacking: ReadonlySet<ImageLine>;
  readonly unavailable: ReadonlySet<ImageLine>;
  /** Of the groups before: where tar files end is a matter of their bytes. */
  readonly counted: Set<ImageLine>;
};

function count({ counts, onProgress }: Filling, { there, lacking, unavailable, counted }: Group): void {
  for (const image of new Set([...there, ...lacking])) {
    if (counted.has(image)) continue;
    counted.add(image);
    if (unavailable.has(image)) counts.notFetched += 1;
    else counts.pictures += 1;
    if (!lacking.has(image)) counts.kept += 1;
  }
  onProgress();
}
