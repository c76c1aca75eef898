import { unitPath } from '../../lib/formats/unit-path.ts';
import type { Unit } from '../../lib/label/label.ts';
import { fetchedPictures } from '../pictures/fetched-pictures.ts';
import { noPictures, type Pictures } from '../pictures/pictures.ts';
import { pictureReader } from '../pictures/read-picture.ts';
import type { ConsoleDeployment } from './console-deployment.ts';
import type { Recordings } from './recordings.ts';

/** Pictures become part of a drawing; videos and audios are played from this server. */
export function consolePictures(media: ConsoleDeployment['media'], recordings: Recordings | undefined): Pictures {
  if (!media || !recordings) return noPictures;
  const fetched = fetchedPictures(pictureReader(media.sources, media), { areRecordings: false });
  const byPath = new Map<string, ReturnType<Recordings['of']>>();
  const found = ({ name }: { readonly name: string }) => byPath.get(name) ?? byPath.get(unitPath({ name }));
  return {
    of: fetched.of,
    reasonOf(unit) {
      const recording = found(unit);
      return typeof recording === 'string' ? recording : fetched.reasonOf?.(unit);
    },
    recordingOf(unit) {
      const recording = found(unit);
      if (typeof recording !== 'object') return undefined;
      const { kind, address } = recording; // not where it comes from
      return { kind, address };
    },
    async load(units: readonly Unit[]) {
      await fetched.load?.(units);
      for (const unit of units) byPath.set(unitPath(unit), recordings.of(unit));
    },
  };
}
