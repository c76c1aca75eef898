import { InvalidLabel } from '../../../contracts/errors.ts';
import { type Fields, isEmpty, isFields, own, type Path } from './parts.ts';

/** `key_frame_feature_map`: `{feature: [frames]}` or `{feature: {frame: is it one}}`, in volumes for each plane. */
export class KeyFrames {
  readonly #map: Fields;
  readonly #path: Path;
  readonly #view: string | undefined;
  readonly #sets = new Map<string, ReadonlySet<number> | undefined>();

  constructor(map: Fields, path: Path, view?: string) {
    this.#map = map;
    this.#path = path;
    this.#view = view;
  }

  /** Undefined where the map says nothing of the feature. `frame` counts from 0. */
  isOne(feature: string, frame: number): boolean | undefined {
    if (!this.#sets.has(feature)) this.#sets.set(feature, this.#read(feature));
    return this.#sets.get(feature)?.has(frame);
  }

  /** Throws for a feature that stands nowhere in the label. */
  static requireKnown(map: Fields, path: Path, isKnown: (feature: string) => boolean): void {
    for (const [feature, frames] of Object.entries(map)) {
      const views = isFields(frames) ? Object.values(frames) : [frames];
      if (isKnown(feature) || views.every((view) => view === false || isEmpty(view))) continue;
      throw new InvalidLabel(`${path.at(feature)} is of a feature that stands nowhere in the label.`);
    }
  }

  #read(feature: string): ReadonlySet<number> | undefined {
    const frames = own(this.#map, feature);
    const path = this.#path.at(feature);
    if (this.#view === undefined) return framesIn(frames, path);
    if (frames === undefined || frames === null) return undefined;
    if (!isFields(frames)) throw new InvalidLabel(`${path} must be an object with a field for each plane.`);
    return framesIn(own(frames, this.#view), path.at(this.#view));
  }
}

function framesIn(frames: unknown, path: Path): ReadonlySet<number> | undefined {
  if (frames === undefined || frames === null) return undefined;
  const numbers = Array.isArray(frames)
    ? frames
    : isFields(frames)
      ? Object.keys(frames).filter((frame) => frames[frame] === true)
      : [undefined];
  return new Set(
    numbers.map((number: unknown) => {
      const frame = typeof number === 'string' && number !== '' ? Number(number) : number;
      if (typeof frame === 'number' && Number.isInteger(frame) && frame >= 1) return frame - 1;
      throw new InvalidLabel(`${path} must be a list of frames, from 1 on, or say true or false of each.`);
    }),
  );
}
