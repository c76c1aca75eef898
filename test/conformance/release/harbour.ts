import type { Annotation, Label } from '../../../lib/label/label.ts';
import { aLabel, anAnnotation } from '../../support/labels.ts';

export const [width, height] = [64, 48];
const classes = ['boat', 'buoy: red', 'Straße'];

/** Left, top, width, height: whole pixels, so that what is drawn of them is known without any of our own geometry. */
type Rectangle = readonly [number, number, number, number];

type DrawnObject = { readonly category: string; readonly rectangles: readonly Rectangle[]; readonly shape: Shape };
type Shape = NonNullable<Annotation['shape']>;

const folders = ['quay', 'über den Fluss', 'images', 'v1.2/a b'];
const nameOf = (number: number) => `${folders[number % folders.length]}/${number % 7 === 0 ? 'x.1-' : ''}${number}.png`;

/** Every fifth has nothing in it; the others have one to four objects side by side: boxes, polygons and masks. */
const objectsOf = (number: number): readonly DrawnObject[] =>
  Array.from({ length: number % 5 }, (_, index) => {
    const [left, top] = [2 + 15 * index, 3 + (number % 8)];
    const category = classes[(number + index) % classes.length] ?? '';
    const upper: Rectangle = [left, top, 12, 10 + index];
    const lower: Rectangle = [left, top + 10 + index, 6, 9];
    const shape = [boxOf(upper), polygonOf(upper, lower), maskOf([upper, lower])][(number + index) % 3] ?? boxOf(upper);
    return { category, shape, rectangles: shape.kind === 'box' ? [upper] : [upper, lower] };
  });

const boxOf = ([x, y, w, h]: Rectangle): Shape => ({ kind: 'box', x, y, width: w, height: h, rotationDegrees: 0 });

/** The outline of a wide rectangle, and of a narrow one below its left side. */
function polygonOf([x, y, w, h]: Rectangle, [, , narrow, below]: Rectangle): Shape {
  const [right, middle, bottom] = [x + w, y + h, y + h + below];
  const corners: [number, number][] = [
    ...([
      [x, y],
      [right, y],
      [right, middle],
      [x + narrow, middle],
      [x + narrow, bottom],
      [x, bottom],
    ] as const),
  ].map(([across, down]) => [across, down]);
  return { kind: 'polygon', polygons: [[corners]] };
}

function maskOf(rectangles: readonly Rectangle[]): Shape {
  const counts: number[] = [];
  let last = false;
  let run = 0;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const isIn = rectangles.some(([left, top, w, h]) => x >= left && x < left + w && y >= top && y < top + h);
      if (isIn !== last) {
        counts.push(run);
        run = 0;
        last = isIn;
      }
      run += 1;
    }
  }
  return { kind: 'mask', width, height, counts: [...counts, run] };
}

const numbers = Array.from({ length: 60 }, (_, number) => number);

export const labels: readonly Label[] = numbers.map((number) => {
  const unit = `unit-${number}`;
  const name = nameOf(number);
  return aLabel({
    source: { label: `label-${String(number).padStart(2, '0')}`, revision: number },
    categories: classes.map((each) => ({ name: each, kind: 'object' })),
    units: [{ id: unit, name, media: 'image', width, height, sourceUri: `https://pictures.example/${number}` }],
    annotations: objectsOf(number).map(({ category, shape }, index) =>
      anAnnotation({ id: `${number}-${index}`, unit, category, shape }),
    ),
  });
});

/** What whoever reads the release has to find, by the names of the pictures. */
export const truth = numbers.map((number) => ({
  name: nameOf(number),
  objects: objectsOf(number).map(({ category, rectangles, shape }) => ({ category, rectangles, kind: shape.kind })),
}));
