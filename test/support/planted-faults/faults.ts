import type { Change, Field, Pixels } from './change.ts';
import { classes, picture, type Sample } from './samples.ts';

/** How a file counts. */
export type Counting = {
  /** Positions are shares of the sides of the picture. */
  readonly isInShares?: boolean;
  /** A box is its four corners. */
  readonly isOfCorners?: boolean;
  /** The number of the first class. */
  readonly firstClass?: 0 | 1;
};

export type Fault = {
  readonly name: string;
  readonly of: readonly Sample[];
  /** Whether it can be in files that count so. */
  isFor?(counting: Counting): boolean;
  change(counting: Counting): Partial<Change>;
};

const outlines = ['box', 'turned box', 'polygon', 'polygon with a hole', 'line', 'tracks'] as const;
const masks = ['mask', 'tracks of masks', 'slices'] as const;
const drawn = [...outlines, ...masks, 'skeleton', 'point', 'ellipse', 'place'] as const satisfies readonly Sample[];

const sides = ({ isInShares }: Counting) =>
  isInShares
    ? { width: 1, height: 1, pixel: { x: 1 / picture.width, y: 1 / picture.height } }
    : { ...picture, pixel: { x: 1, y: 1 } };

const valueIn = (group: readonly Field[], role: string): number =>
  Number(group.find((field) => field.role === role)?.value ?? 0);

/** Each number by its role; those without a row stay. */
const numbers = (
  byRole: Readonly<Record<string, (value: number, group: readonly Field[]) => number>>,
): Pick<Change, 'fields'> => ({
  fields: (group) =>
    group.map((field) => {
      const changed = byRole[field.role];
      return changed && typeof field.value === 'number' ? { ...field, value: changed(field.value, group) } : field;
    }),
});

const pixels = (valueAt: (x: number, y: number, size: Pixels) => number): Pick<Change, 'pixels'> => ({
  pixels: (given) => ({
    ...given,
    values: given.values.map((_, index) => valueAt(index % given.width, Math.floor(index / given.width), given)),
  }),
});
const at = ({ width, values }: Pixels, x: number, y: number): number => values[y * width + x] ?? 0;

const partner: Readonly<Record<string, string>> = {
  ...{ x: 'y', y: 'x', w: 'h', h: 'w', cx: 'cy', cy: 'cx', rx: 'ry', ry: 'rx' },
  ...{ left: 'top', top: 'left', right: 'bottom', bottom: 'right' },
};

/** What goes wrong in exports: each is planted in the bytes of every file that has such a number, mask or ring. */
export const faults: readonly Fault[] = [
  {
    name: 'a flipped x axis',
    of: drawn,
    change(counting) {
      const { width } = sides(counting);
      const mirrored = numbers({
        x: (value, group) => width - value - valueIn(group, 'w'),
        cx: (value) => width - value,
        left: (_, group) => width - valueIn(group, 'right'),
        right: (_, group) => width - valueIn(group, 'left'),
      });
      return { ...mirrored, ...pixels((x, y, given) => at(given, given.width - 1 - x, y)) };
    },
  },
  {
    name: 'a flipped y axis',
    of: drawn,
    change(counting) {
      const { height } = sides(counting);
      const mirrored = numbers({
        y: (value, group) => height - value - valueIn(group, 'h'),
        cy: (value) => height - value,
        top: (_, group) => height - valueIn(group, 'bottom'),
        bottom: (_, group) => height - valueIn(group, 'top'),
      });
      return { ...mirrored, ...pixels((x, y, given) => at(given, x, given.height - 1 - y)) };
    },
  },
  {
    name: 'x and y in each other’s place',
    of: drawn.filter((name) => !masks.some((mask) => mask === name)),
    change: () => ({
      fields(group) {
        const counts = new Map<string, number>();
        return group.map((field) => {
          const nth = counts.get(field.role) ?? 0;
          counts.set(field.role, nth + 1);
          const other = group.filter(({ role }) => role === partner[field.role])[nth];
          return { ...field, value: other?.value ?? field.value };
        });
      },
    }),
  },
  {
    name: 'everything a pixel to the right',
    of: drawn,
    change(counting) {
      const right = (value: number) => value + sides(counting).pixel.x;
      return {
        ...numbers({ x: right, cx: right, left: right, right }),
        ...pixels((x, y, given) => (x === 0 ? 0 : at(given, x - 1, y))),
      };
    },
  },
  {
    name: 'a side that is a pixel short',
    of: ['box', 'tracks'],
    change(counting) {
      const shorter = (value: number) => value - sides(counting).pixel.x;
      const ofCorner = (value: number, group: readonly Field[]) => {
        const all = group.filter(({ role }) => role === 'x').map((field) => Number(field.value));
        return all.length > 1 && value === Math.max(...all) ? shorter(value) : value;
      };
      return numbers({ w: shorter, right: shorter, x: ofCorner });
    },
  },
  {
    name: 'corner and size taken for two corners',
    of: ['box', 'tracks'],
    isFor: ({ isOfCorners = false }) => !isOfCorners,
    change: () =>
      numbers({
        w: (value, group) => value + valueIn(group, 'x') + valueIn(group, 'cx'),
        h: (value, group) => value + valueIn(group, 'y') + valueIn(group, 'cy'),
        right: (value, group) => value - valueIn(group, 'left'),
        bottom: (value, group) => value - valueIn(group, 'top'),
      }),
  },
  {
    name: 'x and width divided by the height of the picture',
    of: drawn,
    isFor: ({ isInShares = false }) => isInShares,
    change() {
      const wrong = (value: number) => (value * picture.width) / picture.height;
      return numbers({ x: wrong, cx: wrong, w: wrong });
    },
  },
  {
    name: 'a turned box that is not turned',
    of: ['turned box'],
    change: (counting) => ({ fields: (group) => unturned(group, sides(counting)) }),
  },
  {
    name: 'another class',
    of: [...drawn, 'turns', 'names', 'utterances', 'conversation'],
    change: ({ firstClass = 0 }) => ({
      fields: (group) =>
        group.map((field) =>
          field.role === 'class' ? { ...field, value: otherClass(field.value, firstClass) } : field,
        ),
    }),
  },
  {
    name: 'frames counted from another number',
    of: ['tracks', 'tracks of masks', 'slices'],
    change: () => numbers({ frame: (value) => value + 1 }),
  },
  {
    name: 'a character too far',
    of: ['names', 'conversation'],
    change: () => numbers({ start: (value) => value + 1, end: (value) => value + 1 }),
  },
  {
    name: 'half a second late',
    of: ['turns', 'utterances'],
    change: () =>
      numbers({ onset: (value) => value + 0.5, start: (value) => value + 500, end: (value) => value + 500 }),
  },
  {
    name: 'an end in the place of a duration, or the other way round',
    of: ['turns', 'utterances'],
    change: () =>
      numbers({
        duration: (value, group) => value + valueIn(group, 'onset'),
        end: (value, group) => value + valueIn(group, 'start'),
      }),
  },
  {
    name: 'a channel counted from another number',
    of: ['turns', 'utterances'],
    change: () => numbers({ channel: (value) => value + 1 }),
  },
  {
    name: 'what is said of another message',
    of: ['conversation'],
    change: () => ({
      fields: (group) =>
        group.map((field) => (field.role === 'message' ? { ...field, value: otherMessage(field.value) } : field)),
    }),
  },
  {
    name: 'an answer that lost its end',
    of: ['utterances', 'answers', 'conversation'],
    change: () => ({
      fields: (group) =>
        group.map((field) => (field.role === 'answer' ? { ...field, value: String(field.value).slice(0, -1) } : field)),
    }),
  },
  {
    name: 'a mask by columns where it goes by rows',
    of: masks,
    change: () => pixels((x, y, given) => given.values[x * given.height + y] ?? 0),
  },
  {
    name: 'a hole that is filled',
    of: [...masks, 'polygon with a hole', 'place'],
    change: () => ({ pixels: filled, rings: (rings) => rings.slice(0, 1) }),
  },
];

/** Of two, by its number or its id. */
const otherMessage = (value: number | string): number | string =>
  typeof value === 'number' ? 1 - value : value.replace(/[01]$/, (last) => String(1 - Number(last)));

function otherClass(value: number | string, first: number): number | string {
  if (typeof value === 'number') return ((value - first + 1) % classes.length) + first;
  return value.replace(/car|bus/, (name) => classes[(classes.indexOf(name) + 1) % classes.length] ?? '');
}

/** The angle 0; of four corners, those of the box before it was turned by 30 degrees. */
function unturned(group: readonly Field[], { width, height }: { readonly width: number; readonly height: number }) {
  const scale = { x: picture.width / width, y: picture.height / height };
  const [xs, ys] = ['x', 'y'].map((role) =>
    group.filter((field) => field.role === role).map(({ value }) => Number(value)),
  );
  if (!xs || !ys || xs.length !== 4)
    return group.map((field) => (field.role === 'angle' ? { ...field, value: 0 } : field));
  const middle = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const centre = { x: middle(xs) * scale.x, y: middle(ys) * scale.y };
  const [cos, sin] = [Math.cos(-Math.PI / 6), Math.sin(-Math.PI / 6)];
  const seen = { x: 0, y: 0 };
  return group.map((field) => {
    if (field.role !== 'x' && field.role !== 'y') return field;
    const nth = seen[field.role];
    seen[field.role] += 1;
    const [x, y] = [(xs[nth] ?? 0) * scale.x - centre.x, (ys[nth] ?? 0) * scale.y - centre.y];
    const turned = { x: centre.x + x * cos - y * sin, y: centre.y + x * sin + y * cos };
    return { ...field, value: Number((turned[field.role] / scale[field.role]).toFixed(9)) };
  });
}

/** What the outside does not reach is filled. */
function filled(given: Pixels): Pixels {
  const { width, height, values } = given;
  const outside = new Set<number>();
  const open = [0];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    if (outside.has(place) || values[place] !== 0) continue;
    outside.add(place);
    const [x, y] = [place % width, Math.floor(place / width)];
    if (x > 0) open.push(place - 1);
    if (x < width - 1) open.push(place + 1);
    if (y > 0) open.push(place - width);
    if (y < height - 1) open.push(place + width);
  }
  const colour = values.find((value) => value !== 0) ?? 0;
  return { ...given, values: values.map((value, index) => (value === 0 && !outside.has(index) ? colour : value)) };
}
