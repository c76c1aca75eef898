import { readFileSync, statSync } from 'node:fs';
import type { Unit } from '../../lib/label/label.ts';
import type { Recording } from '../../lib/preview/drawing.ts';
import { unitFilesIn } from '../unit-files.ts';
import { KeptPictures, PageRoom } from './kept-pictures.ts';
import { KeptRecordings } from './kept-recordings.ts';
import { type KnownPicture, type Picture, pictureOf } from './picture.ts';

/** The pictures of units, by their names; those of files have no ending. */
export type Pictures = {
  of(unit: { readonly name: string }): Picture | undefined;
  /** Why one that was looked for is not shown. */
  reasonOf?(unit: { readonly name: string }): string | undefined;
  /** The video or audio that a unit is, where one may be shown. */
  recordingOf?(unit: { readonly name: string }): Recording | undefined;
  /** Fetches those of a label, after which `of` has them; absent where nothing is fetched. */
  load?(units: readonly Unit[]): Promise<void>;
};

export const noPictures: Pictures = { of: () => undefined };

/** Of other units no picture is drawn. */
export const hasPicture = ({ media }: Unit): boolean => ['image', 'geospatial', 'document'].includes(media);

export const isRecording = ({ media }: Unit): boolean => media === 'video' || media === 'audio';

type Finding = { readonly room?: PageRoom; readonly areRecordings?: boolean };

/** One file for every unit, or those of a folder under the names of their units. Throws PictureNotShown for the one file. */
export function picturesIn(path: string, { room = new PageRoom(), areRecordings = false }: Finding = {}): Pictures {
  if (!statSync(path).isDirectory()) {
    const picture = pictureAt(path);
    return { of: () => picture };
  }
  const files = unitFilesIn(path);
  const kept = new KeptPictures(room);
  const recordings = new KeptRecordings(room);
  return {
    of({ name }) {
      const file = files.of({ name });
      return file === undefined ? undefined : kept.add(name, () => pictureAt(file));
    },
    reasonOf: ({ name }) => kept.reasonOf(name) ?? recordings.reasonOf(name),
    recordingOf: ({ name }) => recordings.get(name),
    async load(units) {
      for (const unit of areRecordings ? units.filter(isRecording) : []) {
        const file = files.of(unit);
        if (file !== undefined) await recordings.add(unit.name, unit, () => readFileSync(file));
      }
    },
  };
}

const pictureAt = (file: string): KnownPicture => pictureOf(readFileSync(file), file);
