import { InvalidLabel } from '../../../contracts/errors.ts';
import type { ShapeOf } from '../../../label/label.ts';
import { type MaskColour, maskAddresses, packed } from './mask-addresses.ts';
import { type DecodedMasks, decodeMasks } from './mask-runs.ts';
import { type Fields, fieldsIn, nameIn, onlyKeys, type Path } from './parts.ts';

const maskKeys = new Set(['url']);
const compositeKeys = new Set(['url', 'color_rgb']);

export type Size = { readonly width: number; readonly height: number };

/** The masks of one label, each picture decoded once for all the colours that are wanted of it. */
export class Masks {
  readonly #files: ReadonlyMap<string, Uint8Array>;
  readonly #annotations: unknown;
  #wanted: ReadonlyMap<string, ReadonlySet<MaskColour>> | undefined;
  readonly #decoded = new Map<string, DecodedMasks>();
  #size: Size | undefined;

  constructor(files: ReadonlyMap<string, Uint8Array> | undefined, annotations: unknown, size: Size | undefined) {
    this.#files = files ?? new Map();
    this.#annotations = annotations;
    this.#size = size;
  }

  /** That of the data row; where it tells none, that of the masks. */
  get size(): Size | undefined {
    return this.#size;
  }

  of(url: string, colour: MaskColour, path: Path): ShapeOf<'mask'> {
    const { width, height, runs } = this.#decodedAt(url, path);
    this.#size ??= { width, height };
    if (width !== this.#size.width || height !== this.#size.height) {
      throw new InvalidLabel(
        `${path} is a mask of ${width} × ${height} pixels, and the picture has ${this.#size.width} × ${this.#size.height}.`,
      );
    }
    const counts = runs.get(colour) ?? [width * height];
    if (colour !== 'any' && counts.length === 1) {
      throw new InvalidLabel(
        `${path}.color_rgb stands in no pixel of the composite mask. Export the label anew: replay it.`,
      );
    }
    return { kind: 'mask', width, height, counts };
  }

  #decodedAt(url: string, path: Path): DecodedMasks {
    const known = this.#decoded.get(url);
    if (known) return known;
    const file = this.#files.get(url);
    if (!file) throw new InvalidLabel(`${path}.url points to a mask that was not downloaded with the label.`);
    this.#wanted ??= maskAddresses(this.#annotations);
    const decoded = decodeMasks(file, this.#wanted.get(url) ?? new Set(), path);
    this.#decoded.set(url, decoded);
    return decoded;
  }
}

/** `mask {url}` is a picture of the one object, `composite_mask {url, color_rgb}` of all, each in a colour of its own. */
export function maskIn(object: Fields, path: Path, masks: Masks): ShapeOf<'mask'> {
  if (object.mask !== undefined && object.mask !== null) {
    const place = path.at('mask');
    const mask = fieldsIn(object, 'mask', path);
    onlyKeys(mask, maskKeys, place);
    return masks.of(nameIn(mask, 'url', place), 'any', place);
  }
  const place = path.at('composite_mask');
  const composite = fieldsIn(object, 'composite_mask', path);
  onlyKeys(composite, compositeKeys, place);
  const colour = packed(composite.color_rgb);
  if (!colour)
    throw new InvalidLabel(
      `${place}.color_rgb must be three numbers from 0 to 255, and not black, which is background.`,
    );
  return masks.of(nameIn(composite, 'url', place), colour, place);
}
