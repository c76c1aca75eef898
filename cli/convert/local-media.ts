import { readFileSync, statSync } from 'node:fs';
import { imageSize } from 'image-size';
import { InvalidLabel } from '../../lib/contracts/errors.ts';
import type { Label, Unit } from '../../lib/label/label.ts';
import { unitFilesIn } from '../unit-files.ts';

/** Of one file: a picture is read whole, because a TIFF may say its size at its end. */
const mostBytes = 256 * 1024 * 1024;

/**
 * The label with what its platform does not say of its units and their files in this folder do: the size of an image whose
 * coordinates count pixels, and a text. Of what has no file there nothing is known. InvalidLabel where a file is not what
 * the unit is.
 */
export function completedFrom(folder: string): (label: Label) => Label {
  const files = unitFilesIn(folder);
  return (label) => ({
    ...label,
    units: label.units.map((unit) => {
      const lacking = lackingOf(unit);
      const file = lacking && files.of(unit);
      return lacking && file ? { ...unit, ...readings[lacking](file, label, unit.id) } : unit;
    }),
  });
}

type Lacking = 'size' | 'text';

function lackingOf({ media, width, height, coordinates, text }: Unit): Lacking | undefined {
  if (media === 'text') return text === undefined ? 'text' : undefined;
  const isSized = width !== undefined && height !== undefined;
  return media === 'image' && coordinates === undefined && !isSized ? 'size' : undefined;
}

const readings: { readonly [What in Lacking]: (file: string, label: Label, unit: string) => Partial<Unit> } = {
  /** As browsers and labelling tools show it: with the EXIF orientations five to eight it lies on its side. */
  size(file) {
    const { width, height, orientation = 1 } = sizeIn(file);
    return orientation >= 5 ? { width: height, height: width } : { width, height };
  },
  /** Without a byte order mark, as browsers show it. */
  text(file, { annotations }, unit) {
    const text = textIn(file);
    const isMarkedBeyond = annotations.some(
      ({ unit: on, at }) => on === unit && at.kind === 'text' && at.ranges.some(({ end }) => end > text.length),
    );
    if (!isMarkedBeyond) return { text };
    throw new InvalidLabel(
      `${file} must be the text that was labelled, but ends before what is marked in it. Put the labelled one there.`,
    );
  },
};

function sizeIn(file: string): ReturnType<typeof imageSize> {
  const bytes = bytesIn(file);
  try {
    return imageSize(bytes);
  } catch (cause) {
    throw new InvalidLabel(
      `${file} must be a picture, but is none that can be read. Put the picture there, or take the file away.`,
      { cause },
    );
  }
}

function textIn(file: string): string {
  const bytes = bytesIn(file);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new InvalidLabel(`${file} must be UTF-8, but is not. Put the text there as UTF-8.`, { cause });
  }
}

function bytesIn(file: string): Uint8Array {
  const { size } = statSync(file);
  if (size <= mostBytes) return readFileSync(file);
  throw new InvalidLabel(`${file} must have at most ${mostBytes} bytes, but has ${size}. Take the file away.`);
}
