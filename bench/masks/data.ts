import type { Ring } from '../../lib/label/label.ts';
import { rasterise } from '../../lib/label/rasterise.ts';
import { encodeCounts, transpose } from '../../lib/label/rle.ts';

type Size = { readonly width: number; readonly height: number };
export const size: Size = { width: 1920, height: 1080 };

const outlines = 40;

/** Equal numbers in every run. https://en.wikipedia.org/wiki/Linear_congruential_generator */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

/** Outlines such as people and models draw: 12 to 400 positions around a middle, partly outside the image. */
function anOutline(random: () => number, size: Size): Ring {
  const [x, y] = [random() * size.width, random() * size.height];
  const positions = 12 + Math.floor(random() * 388);
  const radius = 20 + random() * 400;
  return Array.from({ length: positions }, (_, index) => {
    const angle = (2 * Math.PI * index) / positions;
    const distance = radius * (0.7 + 0.3 * random());
    return [x + distance * Math.cos(angle), y + distance * Math.sin(angle)];
  });
}

export type MaskData = {
  readonly rings: readonly Ring[];
  /** Of each ring's mask: its runs row by row, column by column, and the latter as COCO's string. */
  readonly rows: readonly (readonly number[])[];
  readonly columns: readonly (readonly number[])[];
  readonly texts: readonly string[];
};

/** Outlines in an image of any size. */
export function outlinesIn(image: Size, count: number): readonly Ring[] {
  const random = randomNumbers(20_260_504);
  return Array.from({ length: count }, () => anOutline(random, image));
}

export function maskData(): MaskData {
  const rings = outlinesIn(size, outlines);
  const rows = rings.map((ring) => rasterise([[ring]], size).counts);
  const columns = rows.map((counts) => transpose(counts, size.width, size.height));
  return { rings, rows, columns, texts: columns.map(encodeCounts) };
}
