import type { ShapeOf } from '../../../label/label.ts';
import { type FieldPath, type Fields, fieldsIn, invalidAt, isMissing, textIn } from '../../kit/fields.ts';
import { type Degenerate, degenerate } from '../../kit/kept-shape.ts';
import { checkKeys } from '../../kit/known-keys.ts';
import { keys } from './known-keys.ts';
import { type MaskColour, maskAddresses, packedColour } from './mask-addresses.ts';
import { type MaskRuns, maskRuns } from './mask-runs.ts';
import type { MediaFacts } from './media-facts.ts';

export type Size = { readonly width: number; readonly height: number };

/** The masks of one label. Each picture is decoded once, for all the colours that are wanted from it. */
export class Masks {
  readonly #files: ReadonlyMap<string, Uint8Array>;
  readonly #annotations: unknown;
  #wanted: ReadonlyMap<string, ReadonlySet<MaskColour>> | undefined;
  readonly #decoded = new Map<string, MaskRuns>();
  readonly #exifOrientation: number;
  #size: Size | undefined;

  constructor(files: ReadonlyMap<string, Uint8Array> | undefined, annotations: unknown, facts: MediaFacts) {
    const { width, height, exifOrientation = 1 } = facts;
    this.#files = files ?? new Map();
    this.#annotations = annotations;
    this.#exifOrientation = exifOrientation;
    this.#size = width && height ? { width, height } : undefined;
  }

  /** The size of the data row; where the row has none, that of the first mask. */
  get size(): Size | undefined {
    return this.#size;
  }

  of(url: string, colour: MaskColour, path: FieldPath): ShapeOf<'mask'> | Degenerate {
    const { width, height, runs, isBlank } = this.#decodedAt(url, path);
    this.#size ??= { width, height };
    if (width !== this.#size.width || height !== this.#size.height) {
      throw this.#wrongSize(path, { width, height }, this.#size);
    }
    const counts = runs.get(colour) ?? [width * height];
    if (colour !== 'any' && counts.length === 1) {
      if (isBlank) return degenerate('a mask without pixels');
      if ([...runs.values()].some((other) => other.length > 1))
        return degenerate('a mask that others of the composite mask cover');
      throw invalidAt(
        path.at('color_rgb'),
        'is the colour of no pixel of the composite mask, which has none of the colours of its label',
      );
    }
    return { kind: 'mask', width, height, counts };
  }

  /**
   * EXIF orientations from 5 on lay a picture on its side. Labelbox does not document whether coordinates follow the stored
   * or the displayed picture, so nobody knows which way a mask of the other size would have to be turned.
   */
  #wrongSize(path: FieldPath, found: Size, wanted: Size): Error {
    const problem = `must have the size of the picture, ${wanted.width} × ${wanted.height}, but is ${found.width} × ${found.height}`;
    const isOnItsSide = this.#exifOrientation >= 5 && found.width === wanted.height && found.height === wanted.width;
    if (!isOnItsSide) return invalidAt(path, problem);
    const reason = `The picture has the EXIF orientation ${this.#exifOrientation}, and which of its coordinates follow that is not documented`;
    return invalidAt(
      path,
      `${problem}. ${reason}. Store the picture upright, without an EXIF orientation, and label it again`,
    );
  }

  #decodedAt(url: string, path: FieldPath): MaskRuns {
    const known = this.#decoded.get(url);
    if (known) return known;
    const file = this.#files.get(url);
    if (!file)
      throw invalidAt(
        path.at('url'),
        'must be the address of a file that was downloaded with the label, but is another one',
      );
    this.#wanted ??= maskAddresses(this.#annotations);
    const decoded = maskRuns(file, this.#wanted.get(url) ?? new Set(), path);
    this.#decoded.set(url, decoded);
    return decoded;
  }
}

/** `mask {url}` is a picture of one object, `composite_mask {url, color_rgb}` of all of them, each in its own colour. */
export function maskIn(object: Fields, path: FieldPath, masks: Masks): ShapeOf<'mask'> | Degenerate {
  if (!isMissing(object.mask)) {
    const place = path.at('mask');
    const mask = fieldsIn(object, 'mask', path);
    checkKeys(mask, keys.mask, place);
    return masks.of(textIn(mask, 'url', place), 'any', place);
  }
  const place = path.at('composite_mask');
  const composite = fieldsIn(object, 'composite_mask', path);
  checkKeys(composite, keys.compositeMask, place);
  const colour = packedColour(composite.color_rgb);
  if (!colour) {
    throw invalidAt(
      place.at('color_rgb'),
      'must be three numbers from 0 to 255, other than black, which is background',
    );
  }
  return masks.of(textIn(composite, 'url', place), colour, place);
}
