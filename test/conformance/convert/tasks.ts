import { encode } from '@thi.ng/rle-pack';

/** Documents of Label Studio as its export has them: tasks of one picture each, all different, the same in every run. */

export const size = { width: 640, height: 480 };
const classes = ['Car', 'Person', 'Bicycle'];

/** The labelling configuration of the tasks. */
export const labelConfig = `<View><Image name="image" value="$image"/>${[
  'RectangleLabels',
  'PolygonLabels',
  'BrushLabels',
]
  .map(
    (tag) =>
      `<${tag} name="${tag}" toName="image">${classes.map((name) => `<Label value="${name}"/>`).join('')}</${tag}>`,
  )
  .join('')}</View>`;

/** One picture of so many has a brush mask, and one of so many has nothing in it. */
const brushEach = 20;
const emptyEach = 50;

export const isEmpty = (number: number): boolean => number % emptyEach === 7;

export function task(number: number): object {
  return {
    id: number,
    project: 12,
    data: { image: `https://images.example.org/${Math.floor(number / 500)}/${number}.jpg` },
    annotations: [
      {
        id: number,
        result: isEmpty(number) ? [] : resultsOf(number),
        was_cancelled: false,
        ground_truth: false,
        created_at: changedAt,
        updated_at: changedAt,
      },
    ],
  };
}

const changedAt = '2026-05-04T09:30:00.654321Z';

/** Two upright boxes, a turned one and a polygon, apart from each other, partly outside the picture. */
function resultsOf(number: number): object[] {
  const spread = (index: number, most: number) => ((number * 37 + index * 101) % (most * 100)) / 100;
  const rectangle = (index: number, rotation: number) =>
    result(number, index, 'RectangleLabels', {
      ...{ x: spread(index, 60), y: 25 * index + spread(index, 3), rotation },
      ...{ width: 6 + spread(index + 7, 40), height: 6 + spread(index + 3, 12) },
    });
  const [left, top] = [spread(3, 80), 75 + spread(3, 10)];
  const points = [[left, top], [left + 18, top + 2], [left + 9, top + 14]]; // biome-ignore format: three positions
  return [
    rectangle(0, 0),
    rectangle(1, 0),
    rectangle(2, 1 + spread(2, 80)),
    result(number, 3, 'PolygonLabels', { points, closed: true }),
    ...(number % brushEach === 0 ? [result(number, 4, 'BrushLabels', { format: 'rle', rle: brush(number) })] : []),
  ];
}

function result(number: number, index: number, tag: string, value: object): object {
  const type = tag.toLowerCase();
  return {
    ...{ id: `${number}-${index}`, from_name: tag, to_name: 'image', type, image_rotation: 0 },
    ...{ original_width: size.width, original_height: size.height },
    value: { ...value, [type]: [classes[(number + index) % classes.length]] },
  };
}

/** A disc that moves from picture to picture, as RGBA of which the alpha channel counts. */
function brush(number: number): number[] {
  const { width, height } = size;
  const [x, y, radius] = [60 + (number % 500), 40 + (number % 400), 20 + (number % 17)];
  const values = new Uint8Array(4 * width * height);
  for (let row = y - radius; row <= y + radius; row += 1) {
    const half = Math.floor(Math.sqrt(radius ** 2 - (row - y) ** 2));
    if (row < 0 || row >= height) continue;
    const [from, to] = [row * width + Math.max(x - half, 0), row * width + Math.min(x + half, width - 1)];
    values.fill(255, 4 * from, 4 * to + 4);
  }
  return [...encode(values, values.length, 8, [3, 4, 8, 16])];
}
