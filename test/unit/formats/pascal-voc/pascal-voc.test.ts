import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import voc from '../../../../lib/formats/pascal-voc/index.ts';
import { decodePng } from '../../../../lib/formats/png.ts';
import { unitPaths } from '../../../../lib/formats/unit-path.ts';
import { uprightBox } from '../../../../lib/formats/upright-box.ts';
import type { Annotation, Attribute, Label, ShapeOf } from '../../../../lib/label/label.ts';
import { aLabel, anAnnotation, anyLabel } from '../../../support/labels.ts';
import { propertyRuns } from '../../../support/property-runs.ts';
import { readerOf } from '../../../support/reader-of.ts';

const reader = await readerOf(voc);

const classNames = (label: Label) => label.categories.filter(({ kind }) => kind === 'object').map(({ name }) => name);

function written(label: Label, options: object = {}) {
  const parsed = voc.Options.parse(options);
  const classes = new Map(classNames(label).map((name, number) => [name, number]));
  const { files, omitted } = voc.write(label, parsed, { classes, labelName: 'label', document: {} });
  const annotations = files.filter(({ path }) => path.startsWith('Annotations/'));
  const texts = annotations.map(({ bytes }) => Buffer.from(bytes).toString('utf8'));
  const objects = annotations.map((file) =>
    reader.read(file, { classes: classNames(label), sizeOf: () => undefined }, parsed),
  );
  return { files, texts, objects, omitted };
}

const box = (parts: Partial<ShapeOf<'box'>>) =>
  ({ kind: 'box', x: 0, y: 0, width: 10, height: 10, rotationDegrees: 0, ...parts }) as const;

const fields = (text = '') => ['xmin', 'ymin', 'xmax', 'ymax'].map((name) => fieldOf(text, name)).join(' ');
const fieldOf = (text: string, name: string) => new RegExp(`<${name}>(.*)</${name}>`).exec(text)?.[1];

const oneObject = (parts: Partial<Annotation>, options: object = {}, size = { width: 200, height: 100 }) =>
  written(
    aLabel({ units: [{ id: 'unit-1', name: '1.jpg', media: 'image', ...size }], annotations: [anAnnotation(parts)] }),
    options,
  );

describe('the box of an object', () => {
  const pixel = { width: 1, height: 1 };
  it.each([
    ['VOC is 1-based, inclusive: the first pixel is 1 1 1 1', { ...pixel }, {}, '1 1 1 1'],
    ['the last pixel is at the width and the height', { x: 199, y: 99, ...pixel }, {}, '200 100 200 100'],
    ['the whole image', { width: 200, height: 100 }, {}, '1 1 200 100'],
    ['no integer truncation of x and width apart: the pixels that are touched', { x: 1.6, width: 2.6 }, {}, '2 1 5 10'],
    ['noise of arithmetic touches no pixel', { x: 0.1 + 0.2 - 0.3, width: 30.000000000000004 }, {}, '1 1 30 10'],
    ['a thin box has the pixel that it touches', { x: 5.2, y: 5, width: 0.01, height: 1 }, {}, '6 6 6 6'],
    ['0-based: the edges, as LabelImg and CVAT write them', { ...pixel }, { base: 0 }, '0 0 1 1'],
    ['decimals', { x: 1.5, y: 2.25, width: 3, height: 4 }, { numbers: 'decimals' }, '2.5 3.25 4.5 6.25'],
    [
      'decimals, 0-based',
      { x: 1.5, y: 2.25, width: 3, height: 4 },
      { base: 0, numbers: 'decimals' },
      '1.5 2.25 4.5 6.25',
    ],
    ['decimals never put the last pixel before the first', { x: 5.8, width: 0.5 }, { numbers: 'decimals' }, '6 1 7 10'],
    ['what the image shows of it', { x: 190, y: -5, width: 40, height: 10 }, {}, '191 1 200 5'],
  ])('%s', (_what, parts, options, expected) => {
    expect(fields(oneObject({ shape: box(parts) }, options).texts[0])).toBe(expected);
  });

  it('changes its convention in a tree of its own', () => {
    const roots = voc.cases.map((options) => voc.rootOf(voc.Options.parse(options)));
    expect(roots).toEqual([
      'exports/pascal-voc',
      'exports/pascal-voc-zero-based',
      'exports/pascal-voc-decimals',
      'exports/pascal-voc-zero-based-decimals',
      'exports/pascal-voc-boxes',
      'exports/pascal-voc-segmentation',
    ]);
  });

  it.each(voc.cases.map((options) => [JSON.stringify(options), options as object]))(
    'is read back as the label shows it, within the stated rounding: %s',
    (_text, options) => {
      const { base, numbers } = voc.Options.parse(options);
      fc.assert(
        fc.property(anyLabel(), (label) => {
          const { objects } = written(label, options);
          const paths = unitPaths(label.units);
          for (const [index, found = []] of objects.entries()) {
            const unit = label.units.find(({ id }) => paths.get(id) === found[0]?.unit);
            if (!unit) continue;
            const size = { width: unit.width ?? 0, height: unit.height ?? 0 };
            const kinds = options && 'shapes' in options ? /^box$/ : /^(box|polygon|mask)$/;
            const visible = label.annotations.flatMap(({ unit: on, shape, category }) => {
              if (on !== unit.id || !shape || !kinds.test(shape.kind)) return [];
              const { bounds } = uprightBox(shape as ShapeOf<'box'>, size);
              return bounds ? [{ bounds, category }] : [];
            });
            expect([index, found.map(({ category }) => category)]).toEqual([
              index,
              visible.map(({ category }) => category),
            ]);
            for (const [number, { bounds }] of visible.entries()) {
              const { x, y, width, height } = (found[number]?.shape ?? box({})) as ShapeOf<'box'>;
              for (const [at, extent, from, whole] of [
                [x, width, bounds.x, bounds.width],
                [y, height, bounds.y, bounds.height],
              ] as const) {
                const isThin = whole < 1 && base === 1;
                const off = numbers === 'decimals' && !isThin ? 1e-6 : 1;
                expect(from - at).toBeGreaterThan(-2e-6);
                expect(from - at).toBeLessThan(off + 2e-6);
                expect(at + extent - from - whole).toBeGreaterThan(-2e-6);
                expect(at + extent - from - whole).toBeLessThan(off + 2e-6);
              }
            }
          }
        }),
        { numRuns: propertyRuns(20) },
      );
    },
  );
});

describe('the flags of an object', () => {
  const answer = (name: string, value: Attribute['value']): Attribute => ({ name, value });
  const radio = (name: string): Attribute['value'] => ({ kind: 'radio', choice: { name, attributes: [] } });
  const flags = (attributes: Attribute[], parts: Partial<ShapeOf<'box'>> = {}) => {
    const [text = ''] = oneObject({ attributes, shape: box(parts) }).texts;
    return ['truncated', 'occluded', 'difficult', 'pose'].map((name) => fieldOf(text, name)).join(' ');
  };

  it.each<[string, Attribute[], string]>([
    ['nothing asked', [], '0 0 0 Unspecified'],
    [
      'yes',
      [answer('Truncated', radio('Yes')), answer('occluded', { kind: 'text', text: 'true' })],
      '1 1 0 Unspecified',
    ],
    ['a number', [answer('difficult', { kind: 'number', number: 1 })], '0 0 1 Unspecified'],
    ['no', [answer('truncated', radio('no')), answer('difficult', { kind: 'number', number: 0 })], '0 0 0 Unspecified'],
    [
      'ticked in a checklist',
      [answer('Flags', { kind: 'checklist', choices: [{ name: 'Occluded', attributes: [] }] })],
      '0 1 0 Unspecified',
    ],
    ['a pose of VOC', [answer('pose', radio('frontal'))], '0 0 0 Frontal'],
    ['another pose', [answer('pose', radio('sitting'))], '0 0 0 Unspecified'],
  ])('are as its answers have it: %s', (_what, attributes, expected) => {
    expect(flags(attributes)).toBe(expected);
  });

  it('say truncated where the image cuts it off', () => {
    expect(flags([], { x: -5 })).toBe('1 0 0 Unspecified');
  });
});

describe('a file', () => {
  it('is of the picture, by its whole name, with <segmented> 0', () => {
    const [text = ''] = written(aLabel()).texts;
    expect(fieldOf(text, 'filename')).toBe('street/1.jpg');
    expect(fieldOf(text, 'segmented')).toBe('0');
  });

  it('without objects is a negative, and one whose size nobody said is reported', () => {
    expect(written(aLabel()).files[0]).toMatchObject({ emptyUnit: 'unit-1', path: 'Annotations/street/1.xml' });
    const unsized = written(aLabel({ units: [{ id: 'unit-1', name: '1.jpg', media: 'image' }] }));
    expect(unsized).toMatchObject({ files: [], omitted: [{ code: 'size-unknown', unit: 'unit-1' }] });
  });

  it('has illegal XML characters as _xx, which is reported, and everything else as it was', () => {
    const name = 'a\u0007\ud800<&>"\'\r\n\t 🚦 ';
    const label = aLabel({
      categories: [{ name, kind: 'object' }],
      annotations: [
        anAnnotation({ category: name, attributes: [{ name: 'n', value: { kind: 'text', text: '\u0000' } }] }),
      ],
    });
    const { texts, objects, omitted } = written(label);
    expect(fieldOf(texts[0] ?? '', 'name')).toBe("a_07_d800&lt;&amp;&gt;&quot;'&#13;&#10;&#9; 🚦 ");
    expect(objects[0]?.[0]?.category).toBe(name);
    const where = { unit: 'unit-1', annotation: 'annotation-1' };
    expect(omitted).toEqual([
      { code: 'name-changed', detail: 'name', ...where },
      { code: 'text-changed', detail: 'attributes', ...where },
    ]);
  });

  it.each([
    ['not XML', '<annotation>', /must be one element that ends/],
    ['of another root', '<other/>', /root must be <annotation>/],
    [
      'without a box',
      '<annotation><filename/><size><width>9</width><height>9</height></size><object><name>car</name></object></annotation>',
      /must have one <bndbox>, but has none/,
    ],
    [
      'of a class that nobody knows',
      '<annotation><filename/><size><width>9</width><height>9</height></size><object><name>cat</name></object></annotation>',
      /must be a class of the project/,
    ],
    [
      '0-based where 1-based is asked for',
      '<annotation><filename/><size><width>9</width><height>9</height></size><object><name>car</name><bndbox><xmin>0</xmin><ymin>0</ymin><xmax>4</xmax><ymax>4</ymax></bndbox></object></annotation>',
      /must lie inside the picture/,
    ],
    [
      'of decimals where integers are asked for',
      '<annotation><filename/><size><width>9</width><height>9</height></size><object><name>car</name><bndbox><xmin>1.5</xmin><ymin>1</ymin><xmax>4</xmax><ymax>4</ymax></bndbox></object></annotation>',
      /must be whole numbers/,
    ],
  ])('is refused when it is %s', (_what, text, message) => {
    const file = { path: 'Annotations/1.xml', bytes: Buffer.from(text) };
    const facts = { classes: ['car'], sizeOf: () => undefined };
    expect(() => reader.read(file, facts, voc.Options.parse({}))).toThrow(message);
  });
});

describe('pictures of segmentation', () => {
  const size = { width: 6, height: 4 };
  const square = (left: number, top: number, side: number): [number, number][] => [
    [left, top],
    [left + side, top],
    [left + side, top + side],
    [left, top + side],
  ];
  const categories: Label['categories'] = ['car', 'bus'].map((name) => ({ name, kind: 'object' }));
  const polygon = (category: string, ...rings: [number, number][][]) =>
    anAnnotation({ id: category, category, shape: { kind: 'polygon', polygons: [rings] } });
  const labelOf = (annotations: Annotation[]) =>
    aLabel({ categories, units: [{ id: 'unit-1', name: 'street/1.jpg', media: 'image', ...size }], annotations });
  const rowsOf = (bytes: Uint8Array | undefined) => {
    const { values } = decodePng(bytes ?? new Uint8Array());
    return Array.from({ length: size.height }, (_, row) => values.slice(row * 6, row * 6 + 6).join(''));
  };

  it('say of which class, and of which object, each pixel is, under one name', () => {
    const label = labelOf([polygon('bus', square(0, 0, 4), square(1, 1, 2)), polygon('car', square(3, 0, 3))]);
    const { files, texts, omitted } = written(label, { segmentation: true });
    expect(files.map(({ path }) => path)).toEqual([
      'Annotations/street/1.xml',
      'SegmentationClass/street/1.png',
      'SegmentationObject/street/1.png',
    ]);
    expect(rowsOf(files[1]?.bytes)).toEqual(['222111', '200111', '200111', '222200']);
    expect(rowsOf(files[2]?.bytes)).toEqual(['111222', '100222', '100222', '111100']);
    expect(texts[0]).toContain('<segmented>1</segmented>');
    expect(omitted).toEqual([{ code: 'overlap', detail: 'in part', unit: 'unit-1', annotation: 'bus' }]);
    expect(written(label).omitted.map(({ code }) => code)).toEqual(['outline-not-held', 'outline-not-held']);
  });

  it('are not there for a unit without objects, and the list of a split names those that are', () => {
    const options = voc.Options.parse({ segmentation: true });
    const context = {
      classes: new Map([
        ['car', 0],
        ['bus', 1],
      ]),
      labelName: 'label',
      document: {},
    };
    const dataSet = { splitOf: () => 'train' };
    const write = (annotations: Annotation[]) => voc.write(labelOf(annotations), options, { ...context, dataSet });
    expect(write([]).files.map(({ path }) => path)).toEqual(['Annotations/street/1.xml']);
    expect(write([]).pieces).toEqual([]);
    const file = 'ImageSets/Segmentation/train.txt';
    expect(write([polygon('bus', square(0, 0, 4))]).pieces).toEqual([{ file, stream: 'units', text: 'street/1\n' }]);
    const paths = voc.whole({ classes: [], splits: ['train', 'val'] }, options).map(({ path }) => path);
    expect(paths).toEqual(['labelmap.txt', file, 'ImageSets/Segmentation/val.txt']);
  });

  it('are in no route: a unit has three files then, which must have one name', () => {
    expect(voc.isLive(voc.Options.parse({ segmentation: true }))).toBe(false);
    expect(voc.isLive(voc.Options.parse({}))).toBe(true);
  });
});

describe('labelmap.txt', () => {
  const lines = (classes: string[]) =>
    Buffer.from(voc.collect(classes, voc.Options.parse({}))[0]?.bytes ?? [])
      .toString('utf8')
      .split('\n')
      .slice(0, -1);

  it('has the classes in the order of their numbers, each in the colour of VOC', () => {
    expect(lines(['car', 'dog', 'bird'])).toEqual([
      '# label:color_rgb:parts:actions',
      'background:0,0,0::',
      'car:128,0,0::',
      'dog:0,128,0::',
      'bird:128,128,0::',
    ]);
  });

  it('has none whose name is not a field of one line, and one background', () => {
    expect(lines(['a:b', '#c', 'd\ne', ' f', 'background']).slice(1)).toEqual(['background:128,0,128::']);
  });
});
