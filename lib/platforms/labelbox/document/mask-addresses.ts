import { type Fields, isFields } from '../../kit/fields.ts';

/** A colour of a composite, as 0xRRGGBB. In a mask of one object, `any` colour but the background is the object. */
export type MaskColour = number | 'any';

/**
 * The addresses of a label's masks, each with the colours wanted from it. Passes over whatever is not as it must be: it is
 * refused when the label is normalised.
 */
export function maskAddresses(annotations: unknown): Map<string, Set<MaskColour>> {
  const found = new Map<string, Set<MaskColour>>();
  for (const object of objectsOf(annotations)) {
    const [url, colour] = maskOf(object) ?? [];
    if (url === undefined || colour === undefined) continue;
    const colours = found.get(url) ?? new Set();
    found.set(url, colours.add(colour));
  }
  return found;
}

/** The addresses of the masks of every label in a data row. */
export function maskAddressesIn(row: unknown): string[] {
  const projects = isFields(row) && isFields(row.projects) ? Object.values(row.projects) : [];
  const labels = projects.flatMap((project) =>
    isFields(project) && Array.isArray(project.labels) ? project.labels : [],
  );
  return labels.flatMap((label) => (isFields(label) ? [...maskAddresses(label.annotations).keys()] : []));
}

function* objectsOf(annotations: unknown): Generator<Fields> {
  if (!isFields(annotations)) return;
  const { objects, frames, groups } = annotations;
  yield* valuesOf(objects);
  for (const frame of valuesOf(frames)) yield* valuesOf(frame.objects);
  for (const group of valuesOf(groups)) {
    for (const frame of valuesOf(group.frames)) yield* valuesOf(frame.objects);
  }
}

function* valuesOf(container: unknown): Generator<Fields> {
  if (typeof container !== 'object' || container === null) return;
  for (const value of Object.values(container)) if (isFields(value)) yield value;
}

function maskOf({ mask, composite_mask }: Fields): [string, MaskColour] | undefined {
  if (isFields(mask) && typeof mask.url === 'string') return [mask.url, 'any'];
  if (!isFields(composite_mask) || typeof composite_mask.url !== 'string') return undefined;
  const colour = packedColour(composite_mask.color_rgb);
  return colour === undefined ? undefined : [composite_mask.url, colour];
}

/** `[r, g, b]`, 0 to 255 each → 0xRRGGBB; undefined for anything else. */
export function packedColour(colour: unknown): number | undefined {
  if (!Array.isArray(colour) || colour.length !== 3 || !colour.every(isByte)) return undefined;
  const [red = 0, green = 0, blue = 0] = colour;
  return (red << 16) | (green << 8) | blue;
}

const isByte = (value: unknown): value is number =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) < 256;
