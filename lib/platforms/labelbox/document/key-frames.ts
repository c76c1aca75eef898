import { type FieldPath, type Fields, invalidAt, isFields, isMissing, ownField, wrongKind } from '../../kit/fields.ts';
import { isEmpty } from './parts.ts';

/** `key_frame_feature_map`: `{feature: [frames]}` or `{feature: {frame: true or false}}`, in volumes for each plane. */
export class KeyFrames {
  readonly #map: Fields;
  readonly #path: FieldPath;
  readonly #view: string | undefined;
  readonly #sets = new Map<string, ReadonlySet<number> | undefined>();

  constructor(map: Fields, path: FieldPath, view?: string) {
    this.#map = map;
    this.#path = path;
    this.#view = view;
  }

  /** Undefined where the map has nothing about the feature. `frame` counts from 0. */
  isKeyFrame(feature: string, frame: number): boolean | undefined {
    if (!this.#sets.has(feature)) this.#sets.set(feature, this.#read(feature));
    return this.#sets.get(feature)?.has(frame);
  }

  /** Refuses key frames whose feature is not in the label. */
  static requireKnown(map: Fields, path: FieldPath, isKnown: (feature: string) => boolean): void {
    for (const [feature, frames] of Object.entries(map)) {
      const views = isFields(frames) ? Object.values(frames) : [frames];
      if (isKnown(feature) || views.every((view) => view === false || isEmpty(view))) continue;
      throw invalidAt(path.under(feature), 'belongs to a feature that is nowhere in the label');
    }
  }

  #read(feature: string): ReadonlySet<number> | undefined {
    const frames = ownField(this.#map, feature);
    const path = this.#path.under(feature);
    if (this.#view === undefined) return framesIn(frames, path);
    if (isMissing(frames)) return undefined;
    if (!isFields(frames)) throw wrongKind(path, 'an object with a field for each plane', frames);
    return framesIn(ownField(frames, this.#view), path.at(this.#view));
  }
}

function framesIn(frames: unknown, path: FieldPath): ReadonlySet<number> | undefined {
  if (isMissing(frames)) return undefined;
  const numbers = Array.isArray(frames)
    ? frames
    : isFields(frames)
      ? Object.keys(frames).filter((frame) => frames[frame] === true)
      : [undefined];
  return new Set(
    numbers.map((number: unknown) => {
      const frame = typeof number === 'string' && number !== '' ? Number(number) : number;
      if (typeof frame === 'number' && Number.isInteger(frame) && frame >= 1) return frame - 1;
      throw invalidAt(path, 'must be a list of frames from 1 on, or an object with true or false for each of them');
    }),
  );
}
