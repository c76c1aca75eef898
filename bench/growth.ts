import { assemble, gatherPieces } from '../lib/formats/data-set.ts';
import { formats } from '../lib/formats/formats.ts';
import type { Annotation, Label } from '../lib/label/label.ts';
import { textOffsets } from '../lib/label/text-offsets.ts';
import { type Benchmark, inTurn, type Measurement } from './measurement.ts';

const factor = 30;
const fewest = 10;
const most = 30_000;
/** What one call may take: a format that draws a picture for each unit is measured with fewer of them. */
const budgetMilliseconds = 400;
const rounds = 5;
/** 2 is a loop in a loop. Above 1 goes what a larger heap and colder caches cost. */
const goal = { atMost: 1.1 } as const;

const times = <Item>(count: number, make: (index: number) => Item): Item[] =>
  Array.from({ length: count }, (_, index) => make(index));

const box = (id: number, parts: Partial<Annotation> = {}): Annotation => ({
  id: `annotation-${id}`,
  category: 'car',
  unit: 'unit-0',
  at: { kind: 'whole' },
  shape: { kind: 'box', x: id % 600, y: id % 400, width: 10, height: 20, rotationDegrees: 0 },
  attributes: [],
  ...parts,
});

const image = (id: number, name = `street/${id}.jpg`) =>
  ({ id: `unit-${id}`, name, media: 'image', width: 640, height: 480 }) as const;

const label = (parts: Partial<Label>): Label => ({
  schema: 1,
  source: {
    platform: 'encord',
    project: 'project',
    label: 'label',
    revision: 1_700_000_000_000_000,
    updatedAt: '2023-11-14T22:13:20.000Z',
  },
  categories: [{ name: 'car', kind: 'object' }],
  units: [image(0)],
  annotations: [box(0)],
  ...parts,
});

/** A label that is n times as much of something. */
const labels: Readonly<Record<string, (count: number) => Label>> = {
  annotations: (count) => label({ annotations: times(count, (id) => box(id)) }),
  units: (count) =>
    label({
      units: times(count, (id) => image(id)),
      annotations: times(count, (id) => box(id, { unit: `unit-${id}` })),
    }),
  'equal-names': (count) => label({ units: times(count, (id) => image(id, 'street/1.jpg')), annotations: [] }),
  lines: (count) => {
    const attributes = times(count, (id) => ({ name: 'notes', value: { kind: 'text' as const, text: `line ${id}` } }));
    return label({ annotations: [box(0, { attributes })] });
  },
  classes: (count) =>
    label({
      categories: times(count, (id) => ({ name: `class ${id}`, kind: 'object' as const })),
      annotations: times(count, (id) => box(id, { category: `class ${id}` })),
    }),
  omissions: (count) =>
    label({
      annotations: times(count, (id) =>
        box(id, {
          shape: { kind: 'point', x: 1, y: 1 },
          relations: [{ to: 'annotation-0', bothWays: false }],
          track: `track ${id}`,
        }),
      ),
      tracks: times(count, (id) => ({
        id: `track ${id}`,
        unit: 'unit-0',
        interpolation: 'linear' as const,
        frames: [],
      })),
    }),
};

type Work = () => unknown;

const writing = (format: (typeof formats)[keyof typeof formats], subject: Label): Work => {
  const options = format.Options.parse({});
  const classes = new Map(subject.categories.map(({ name }, number) => [name, number]));
  return () => format.write(subject, options, { classes, labelName: 'label', document: {} });
};

/** Many labels of one image each, to one file. */
function assembling(count: number): Work {
  const { coco } = formats;
  const options = coco.Options.parse({});
  const files = coco.whole({ classes: [{ name: 'car', number: 0 }], splits: [] }, options);
  const dataSet = { splitOf: () => undefined };
  const given = { classes: new Map([['car', 0]]), labelName: 'label', document: {}, dataSet };
  const pieces = times(
    count,
    (id) =>
      coco.write(label({ units: [image(id)], annotations: [box(0, { unit: `unit-${id}` })] }), options, given).pieces ??
      [],
  );
  return async () => {
    const gather = gatherPieces(files);
    const chunks = new Map<string, string[]>();
    for (const ofLabel of pieces) {
      for (const { stream, text } of gather(ofLabel)) {
        const texts = chunks.get(stream);
        if (texts) texts.push(text);
        else chunks.set(stream, [text]);
      }
    }
    for (const file of files) {
      for await (const _text of assemble(file, { batches: 1, read: ({ stream }) => chunks.get(stream) }));
    }
  };
}

/** A text of emoji, each asked for in both ways of counting. */
function counting(count: number): Work {
  const text = '🚦a'.repeat(count);
  return () => {
    const offsets = textOffsets(text);
    for (let place = 0; place < count; place += 1) offsets.toUtf16(offsets.toCodePoints(place * 3) ?? 0);
  };
}

const subjects: Readonly<Record<string, (count: number) => Work>> = {
  ...Object.fromEntries(
    Object.values(formats)
      .filter(({ id }) => id !== 'native')
      .flatMap((format) =>
        Object.entries(labels).map(([what, make]) => [
          `${format.id}/${what}`,
          (count: number) => writing(format, make(count)),
        ]),
      ),
  ),
  'data-set/labels': assembling,
  'text-offsets/characters': counting,
};

/** CPU milliseconds of a call. Both sizes do equally much work in a round, so that garbage is collected in both. */
async function millisecondsOf(work: Work, calls: number): Promise<number> {
  const before = process.cpuUsage();
  for (let call = 0; call < calls; call += 1) await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / calls;
}

type Sized = { readonly few: number; readonly many: number };

/** The most of it that stays within the budget, so that a count stands out from what each call costs anyway. */
async function sizesOf(make: (count: number) => Work): Promise<Sized> {
  let few = fewest;
  while (few * 10 * factor <= most) {
    const milliseconds = await millisecondsOf(make(few * factor), 1);
    if (milliseconds * 10 > budgetMilliseconds) break;
    few *= 10;
  }
  return { few, many: few * factor };
}

/** How the time of what depends on a count grows with it: time ~ countᵉ, and e is printed. */
export const growth: Benchmark = async () => {
  const measurements: Measurement[] = [];
  for (const [name, make] of Object.entries(subjects)) {
    const sizes = await sizesOf(make);
    const [few, many] = [make(sizes.few), make(sizes.many)];
    await millisecondsOf(few, factor); // warms both up
    const { floor, subject } = await inTurn(rounds, {
      floor: () => millisecondsOf(few, factor),
      subject: () => millisecondsOf(many, 1),
    });
    measurements.push({
      name: `growth/${name}`,
      value: Math.log(subject / floor) / Math.log(factor),
      unit: 'exponent',
      goal,
      absolute: `${subject.toFixed(1)} ms of ${sizes.many} ÷ ${floor.toFixed(2)} ms of ${sizes.few}`,
    });
  }
  return measurements;
};
