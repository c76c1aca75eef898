import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import {
  assemble,
  type Fragments,
  gatherClasses,
  gatherPieces,
  type Piece,
  type WholeFile,
} from '../../../lib/formats/data-set.ts';
import { formats } from '../../../lib/formats/formats.ts';
import type { Label } from '../../../lib/label/label.ts';
import { aLabel, anAnnotation, anyLabel } from '../../support/labels.ts';
import { propertyRuns } from '../../support/property-runs.ts';

/** What waits of a data set: the text of each stream of each batch, cut after `cut` characters wherever that is. */
function fragmentsOf(files: readonly WholeFile[], batches: readonly (readonly (readonly Piece[])[])[], cut = 1e6) {
  const texts = new Map<string, string>();
  for (const [batch, labels] of batches.entries()) {
    const gather = gatherPieces(files);
    for (const pieces of labels) {
      for (const { file, stream, text } of gather(pieces)) {
        const key = JSON.stringify([file, stream, batch]);
        texts.set(key, (texts.get(key) ?? '') + text);
      }
    }
  }
  return {
    batches: batches.length,
    read({ file, stream, batch }: { file: string; stream: string; batch: number }) {
      const text = texts.get(JSON.stringify([file, stream, batch]));
      return text?.match(new RegExp(`[^]{1,${cut}}`, 'g'))?.values();
    },
  };
}

async function assembled(file: WholeFile | undefined, fragments: Fragments): Promise<string> {
  if (!file) throw new TypeError('The data set must have the file.');
  let text = '';
  for await (const chunk of assemble(file, fragments)) text += chunk;
  return text;
}

const inBatchesOf = <Item>(items: readonly Item[], size: number): Item[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, batch) => items.slice(batch * size, (batch + 1) * size));

type Instances = {
  readonly images: readonly { readonly id: number; readonly file_name: string }[];
  readonly categories: readonly { readonly id: number; readonly name: string }[];
  readonly annotations: readonly { readonly id: number; readonly image_id: number; readonly category_id: number }[];
};

/** Each annotation beside the picture and the class that it points at, without numbers, in an order of its own. */
function contentOf(all: readonly Instances[]) {
  const lines = all.flatMap(({ images, categories, annotations }) => {
    const pictureOf = new Map(images.map(({ id, ...image }) => [id, image]));
    const classOf = new Map(categories.map(({ id, name }) => [id, name]));
    return [
      ...pictureOf.values(),
      ...annotations.map(({ id: _id, image_id, category_id, ...annotation }) => ({
        picture: pictureOf.get(image_id),
        category: classOf.get(category_id),
        annotation,
      })),
    ];
  });
  return lines.map((line) => JSON.stringify(line)).sort();
}

const context = (labels: readonly Label[]) => {
  const gathered = gatherClasses();
  for (const { categories } of labels) gathered.add(categories);
  const numbers = new Map(gathered.classes.map(({ name, number }) => [name, number]));
  return { classes: gathered.classes, given: { classes: numbers, labelName: 'label', document: {} } };
};

/** Labels whose pictures have names of their own. */
const anyLabels = fc.array(anyLabel(), { maxLength: 6 }).map((labels) =>
  labels.map((label, index) => ({
    ...label,
    units: label.units.map((unit) => ({ ...unit, name: `${index}/${unit.name} 1.jpg` })),
  })),
);
const anyOrder = fc.record({
  labels: anyLabels,
  seeds: fc.array(fc.integer(), { minLength: 6, maxLength: 6 }),
  size: fc.integer({ min: 1, max: 7 }),
  cut: fc.integer({ min: 1, max: 200 }),
});

const coco = formats.coco;
const cocoOptions = coco.Options.parse({});
const noSplit = () => undefined;

describe('one instances.json of many labels', () => {
  it('is the union of a file for each of them, whatever the order they come in, and the size of a batch', async () => {
    await fc.assert(
      fc.asyncProperty(anyOrder, async ({ labels, seeds, size, cut }) => {
        const { classes, given } = context(labels);
        const singles = labels.flatMap((label) => coco.write(label, cocoOptions, given).files);
        const files = coco.whole({ classes, splits: [] }, cocoOptions);
        const inOrder = labels.map((label, index) => ({ label, seed: seeds[index] ?? 0 }));
        inOrder.sort((one, other) => one.seed - other.seed);
        const pieces = inOrder.map(({ label }) => {
          const written = coco.write(label, cocoOptions, { ...given, dataSet: { splitOf: noSplit } });
          expect(written.files).toEqual([]);
          return written.pieces ?? [];
        });
        const text = await assembled(files[0], fragmentsOf(files, inBatchesOf(pieces, size), cut));
        expect(await assembled(files[0], fragmentsOf(files, [pieces]))).toBe(text);
        const whole = JSON.parse(text) as Instances;
        const asDocument = ({ bytes }: { bytes: Uint8Array }) => JSON.parse(Buffer.from(bytes).toString('utf8'));
        expect(contentOf([whole])).toEqual(contentOf(singles.map(asDocument)));
        for (const numbered of [whole.images, whole.annotations]) {
          expect(numbered.map(({ id }) => id)).toEqual(numbered.map((_, index) => index + 1));
        }
      }),
      { numRuns: propertyRuns(25) },
    );
  });

  it('is one a split, each with all classes and numbers of its own', async () => {
    const labels = ['a', 'b', 'c'].map((id) =>
      aLabel({
        units: [{ id, name: `${id}.jpg`, media: 'image', width: 640, height: 480 }],
        annotations: [anAnnotation({ unit: id })],
      }),
    );
    const { classes, given } = context(labels);
    const splits = ['train', 'val'];
    const files = coco.whole({ classes, splits }, cocoOptions);
    const dataSet = { splitOf: (unit: string) => (unit === 'b' ? 'val' : 'train') };
    const pieces = labels.map((label) => coco.write(label, cocoOptions, { ...given, dataSet }).pieces ?? []);
    const fragments = fragmentsOf(files, inBatchesOf(pieces, 1));
    expect(files.map(({ path }) => path)).toEqual([
      'annotations/instances_train.json',
      'annotations/instances_val.json',
    ]);
    const [train, val] = await Promise.all(
      files.map(async (file) => JSON.parse(await assembled(file, fragments)) as Instances),
    );
    expect(train?.images.map(({ id, file_name }) => [id, file_name])).toEqual([
      [1, 'a.jpg'],
      [2, 'c.jpg'],
    ]);
    expect(train?.annotations.map(({ id, image_id }) => [id, image_id])).toEqual([
      [1, 1],
      [2, 2],
    ]);
    expect(val?.annotations).toMatchObject([{ id: 1, image_id: 1, category_id: 1 }]);
    expect(val?.categories).toEqual(train?.categories);
  });

  it('names a picture by its unit, and by its path where the path of the unit is that of another one, too', () => {
    const units = ['a', 'b'].map(
      (id) => ({ id, name: 'street: 1.jpg', media: 'image', width: 64, height: 48 }) as const,
    );
    const label = aLabel({ units: [...units] });
    const { given } = context([label]);
    const { pieces = [] } = coco.write(label, cocoOptions, { ...given, dataSet: { splitOf: noSplit } });
    expect(pieces).toMatchObject([
      { json: { file_name: 'street: 1.jpg' } },
      { json: { file_name: 'street_3a 1--2.jpg' } },
    ]);
  });

  it('does not list a unit of which no object can be written', () => {
    const label = aLabel({ annotations: [anAnnotation({ shape: { kind: 'point', x: 1, y: 1 } })] });
    const written = coco.write(label, cocoOptions, { ...context([label]).given, dataSet: { splitOf: noSplit } });
    expect(written.pieces).toEqual([]);
    expect(written.omitted.map(({ code }) => code)).toEqual(['shape-not-held', 'unit-left-out']);
  });
});

describe('a YOLO data set', () => {
  const { yolo } = formats;
  const options = yolo.Options.parse({});

  it('lists each picture whose label it has, in the list of its split, whatever the order and the size of a batch', async () => {
    await fc.assert(
      fc.asyncProperty(anyOrder, async ({ labels, size, cut }) => {
        const { classes, given } = context(labels);
        const files = yolo.whole({ classes, splits: ['train', 'test'] }, options);
        const dataSet = { splitOf: (unit: string) => (unit === 'unit-1' ? 'test' : 'train') };
        const written = labels.map((label) => yolo.write(label, options, { ...given, dataSet }));
        const pieces = written.map((each) => each.pieces ?? []);
        const fragments = fragmentsOf(files, inBatchesOf(pieces, size), cut);
        const lists = await Promise.all(files.slice(1).map((file) => assembled(file, fragments)));
        const listed = lists.flatMap((list) => list.split('\n').slice(0, -1));
        const labelled = written.flatMap((each) => each.files.map(({ path }) => path));
        expect(listed.map(labelOf).sort()).toEqual(labelled.sort());
      }),
    );
  });

  /** Of a picture, as Ultralytics finds it: https://github.com/ultralytics/ultralytics/blob/main/ultralytics/data/utils.py */
  function labelOf(picture: string): string {
    const [before = '', after = ''] = picture.replace(/^\.\//, '/').split(/\/images\/(?!.*\/images\/)/s);
    return `${before}/labels/${after}`.slice(1).replace(/\.[^./]*$/, '.txt');
  }

  it.each([
    [[], { train: 'images', val: 'images' }],
    [['train', 'val', 'test'], { train: 'train.txt', val: 'val.txt', test: 'test.txt' }],
    [['train', 'test'], { train: 'train.txt', val: 'train.txt', test: 'test.txt' }],
  ])('of the splits %j has a data.yaml that Ultralytics takes', (splits, expected) => {
    const [file] = yolo.whole({ classes: [{ name: 'car', number: 0 }], splits }, options);
    const text = file?.parts.map((part) => ('text' in part ? part.text : '')).join('') ?? '';
    expect(parse(text)).toEqual({ ...expected, names: { 0: 'car' } });
  });

  it('does not list a picture whose name has a line break of Python, and reports it', () => {
    const name = 'two\u2028lines.jpg';
    const label = aLabel({ units: [{ id: 'unit-1', name, media: 'image', width: 640, height: 480 }] });
    const dataSet = { splitOf: () => 'train' };
    const { pieces, omitted } = yolo.write(label, options, { ...context([label]).given, dataSet });
    expect([pieces, omitted.map(({ code }) => code)]).toEqual([[], ['unit-left-out']]);
  });
});

describe('pieces', () => {
  const items = { stream: 'items', number: { as: 'id' } } as const;
  const parts = { stream: 'parts', number: { as: 'id', refers: { as: 'item', to: 'items' } } } as const;
  const fileOf = (...all: WholeFile['parts']): WholeFile => ({
    path: 'all.txt',
    contentType: 'text/plain',
    parts: all,
  });
  const piece = (stream: string, content: { text: string } | { json: object }) =>
    ({ file: 'all.txt', stream, ...content }) as Piece;

  it('of text are as they are, line breaks and all', async () => {
    const file = fileOf({ text: 'a,b\n' }, { stream: 'items' });
    const rows = ['"1\n2",3\n', '4,5\n'].map((text) => [piece('items', { text })]);
    expect(await assembled(file, fragmentsOf([file], [rows], 3))).toBe('a,b\n"1\n2",3\n4,5\n');
  });

  it('of JSON without fields have their numbers alone', async () => {
    const file = fileOf({ ...items, between: ',' });
    const rows = [[piece('items', { json: {} })], [piece('items', { json: { a: 1 } })]];
    expect(await assembled(file, fragmentsOf([file], [rows]))).toBe('{"id":1},{"id":2,"a":1}');
  });

  it.each([
    [
      'of a stream that no file has',
      [items],
      [piece('other', { json: {} })],
      'No file of the data set has the stream other',
    ],
    [
      'before the one it belongs to',
      [items, parts],
      [piece('parts', { json: {} })],
      'must come after the one of items',
    ],
    ['of text in a stream with numbers', [items], [piece('items', { text: 'a' })], 'must be json, but is text'],
    [
      'of a stream before the one it refers to',
      [parts, items],
      [piece('items', { json: {} }), piece('parts', { json: {} })],
      'The stream items of all.txt must be an earlier part than parts',
    ],
  ])('%s are refused', async (_what, streams, pieces, message) => {
    const file = fileOf(...streams);
    await expect(async () => assembled(file, fragmentsOf([file], [[pieces]]))).rejects.toThrow(message);
  });

  it('whose last line is cut short are refused', async () => {
    const file = fileOf(items);
    const short = { batches: 1, read: () => ['0\t{"a":1}\n0\t{"a"'].values() };
    await expect(assembled(file, short)).rejects.toThrow('items of all.txt must end with a whole line');
  });
});

it('classes have the number of their first label, what any label says of them, and say where skeletons differ', () => {
  const gathered = gatherClasses();
  const skeleton = (...keypoints: string[]) => ({ keypoints, edges: [] });
  gathered.add([
    { name: 'car', kind: 'object' },
    { name: 'weather', kind: 'classification' },
    { name: 'person', kind: 'object', parent: 'animal' },
  ]);
  gathered.add([
    { name: 'person', kind: 'object', skeleton: skeleton('head') },
    { name: 'car', kind: 'object', color: '#ff0000' },
  ]);
  expect(gathered.skeletonsDiffer).toEqual(new Set());
  gathered.add([{ name: 'person', kind: 'object', skeleton: skeleton('head', 'foot') }]);
  expect(gathered.classes).toEqual([
    { name: 'car', number: 0, color: '#ff0000' },
    { name: 'person', number: 1, parent: 'animal', skeleton: skeleton('head') },
  ]);
  expect(gathered.skeletonsDiffer).toEqual(new Set(['person']));
});

describe('keypoints of a class whose ontology does not say them', () => {
  const pose = (...names: string[]) => {
    const keypoints = names.map((name, index) => ({ name, x: 10 * index, y: 20 * index, visibility: 2 as const }));
    return aLabel({ annotations: [anAnnotation({ shape: { kind: 'skeleton', keypoints } })] });
  };

  it('have the order of the first label, and those of later labels come after them', () => {
    const gathered = gatherClasses();
    for (const { categories, annotations } of [pose('nose', 'hand', 'hand'), pose('hand', 'nose')])
      gathered.add(categories, annotations);
    expect(gathered.skeletonsDiffer).toEqual(new Set());
    const { categories, annotations } = pose('foot', 'nose');
    gathered.add(categories, annotations);
    expect(gathered.classes).toEqual([
      { name: 'car', number: 0, skeleton: { keypoints: ['nose', 'hand', 'hand', 'foot'], edges: [] } },
    ]);
    expect(gathered.skeletonsDiffer).toEqual(new Set(['car']));
  });

  it('are named in one instances.json, and those of every label are in its order', async () => {
    const labels = [pose('nose', 'hand'), pose('hand', 'nose')];
    const gathered = gatherClasses();
    const pieces = labels.map((label) => {
      gathered.add(label.categories, label.annotations);
      const { numbers, skeletons } = gathered;
      const given = { classes: numbers, skeletons, labelName: 'label', document: {} };
      return coco.write(label, cocoOptions, { ...given, dataSet: { splitOf: noSplit } }).pieces ?? [];
    });
    const files = coco.whole({ classes: gathered.classes, splits: [] }, cocoOptions);
    const whole = JSON.parse(await assembled(files[0], fragmentsOf(files, [pieces])));
    expect(whole.categories).toMatchObject([{ name: 'car', keypoints: ['nose', 'hand'] }]);
    expect(whole.annotations).toMatchObject([{ keypoints: [0, 0, 2, 10, 20, 2] }, { keypoints: [10, 20, 2, 0, 0, 2] }]);
  });
});

describe('a count in a file of a data set', () => {
  const list = { stream: 'list', between: ',' } as const;
  const fileOf = (...parts: WholeFile['parts']): WholeFile => ({
    path: 'all.json',
    contentType: 'application/json',
    parts,
  });
  const piece: Piece = { file: 'all.json', stream: 'list', text: '1' };

  it('is that of the pieces of all batches', async () => {
    const file = fileOf({ text: '[' }, list, { text: '] ' }, { count: 'list' });
    expect(await assembled(file, fragmentsOf([file], [[[piece]], [], [[piece, piece]]]))).toBe('[1,1,1] 3');
    expect(await assembled(file, fragmentsOf([file], []))).toBe('[] 0');
  });

  it('comes after what it counts', async () => {
    const file = fileOf({ count: 'list' }, list);
    await expect(assembled(file, fragmentsOf([file], [[[piece]]]))).rejects.toThrow(
      'The stream list of all.json must be an earlier part than its count.',
    );
  });
});
