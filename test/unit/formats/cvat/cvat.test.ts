import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import cvat from '../../../../lib/formats/cvat/index.ts';
import type { Omission, ReadObject } from '../../../../lib/formats/format.ts';
import { unitPaths } from '../../../../lib/formats/unit-path.ts';
import type { Annotation, Label, Position, Shape, Unit } from '../../../../lib/label/label.ts';
import { rasterise } from '../../../../lib/label/rasterise.ts';
import { aLabel, anAnnotation, anyLabel } from '../../../support/labels.ts';
import { anyLabelOfAnyMedia } from '../../../support/labels-of-any-media.ts';
import { readerOf } from '../../../support/reader-of.ts';
import { box } from '../pitfalls/written.ts';

const reader = await readerOf(cvat);

const classNames = (label: Label) => label.categories.filter(({ kind }) => kind === 'object').map(({ name }) => name);

function written(label: Label) {
  const options = cvat.Options.parse({});
  // Names, not numbers, are in the files: no class map is asked.
  const context = { classes: new Map(), labelName: 'label', document: {}, paths: unitPaths(label.units) };
  const { files, omitted } = cvat.write(label, options, context);
  const facts = { classes: classNames(label), sizeOf: () => undefined };
  const objects = files.map((file) => reader.read(file, facts, options));
  return { files, texts: files.map(({ bytes }) => Buffer.from(bytes).toString('utf8')), objects, omitted };
}

type Parts = Partial<Annotation> & { readonly size?: Pick<Unit, 'width' | 'height'> };

function one({ size = { width: 200, height: 100 }, ...parts }: Parts, label: Partial<Label> = {}) {
  const units: Unit[] = [{ id: 'unit-1', name: '1.jpg', media: 'image', ...size }];
  const { texts, objects, omitted } = written(aLabel({ units, annotations: [anAnnotation(parts)], ...label }));
  const image = /<image [^>]*>\n([\s\S]*)\n {2}<\/image>/.exec(texts[0] ?? '')?.[1]?.trim();
  return { text: texts[0] ?? '', image, shape: objects[0]?.[0]?.shape, codes: omitted.map(({ code }) => code) };
}

const own = 'label="car" source="file" occluded="0"';
describe('the element of an object', () => {
  const square: Position[] = [
    [1, 1],
    [5, 1],
    [5, 5],
  ];
  it.each<[string, Shape, string]>([
    ['edges from 0: the first pixel', box({ width: 1, height: 1 }), 'box xtl="0" ytl="0" xbr="1" ybr="1"'],
    [
      'turned clockwise about its centre, from 0 to 360 degrees, unclipped',
      box({ x: -5, rotationDegrees: -30 }),
      'box xtl="-5" ytl="0" xbr="5" ybr="10" rotation="330"',
    ],
    ['a full turn is none', box({ rotationDegrees: 719.9999999999 }), 'box xtl="0" ytl="0" xbr="10" ybr="10"'],
    [
      'no float noise: a millionth, without an exponent',
      box({ x: 0.1 + 0.2, y: 1e-9 }),
      'box xtl="0.3" ytl="0" xbr="10.3" ybr="10"',
    ],
    ['a polygon of one ring', { kind: 'polygon', polygons: [[square]] }, 'polygon points="1,1;5,1;5,5"'],
    ['a polyline', { kind: 'polyline', points: square }, 'polyline points="1,1;5,1;5,5"'],
    ['a point', { kind: 'point', x: 1.5, y: 2 }, 'points points="1.5,2"'],
    [
      'an ellipse',
      { kind: 'ellipse', x: 9, y: 8, radiusX: 5, radiusY: 3, rotationDegrees: 15 },
      'ellipse cx="9" cy="8" rx="5" ry="3" rotation="15"',
    ],
    [
      'a closed path is a polygon',
      { kind: 'path', closed: true, vertices: square.map(([x, y]) => ({ x, y })) },
      'polygon points="1,1;5,1;5,5"',
    ],
    [
      'an open path is a polyline',
      { kind: 'path', closed: false, vertices: square.map(([x, y]) => ({ x, y })) },
      'polyline points="1,1;5,1;5,5"',
    ],
  ])('%s', (_what, shape, expected) => {
    const [tag, ...fields] = expected.split(' ');
    expect(one({ shape }).image).toBe(`<${tag} ${own} ${fields.join(' ')} z_order="0"/>`);
  });

  it('runs of a mask go row by row inside its rectangle, not by column, beginning with background', () => {
    const counts = [1, 2, 3, 1, 2, 1]; // .## .. / .#. .# in 5 × 2
    const { image, shape } = one({
      size: { width: 5, height: 2 },
      shape: { kind: 'mask', width: 5, height: 2, counts },
    });
    expect(image).toBe(`<mask ${own} rle="0, 2, 2, 1, 2, 1" left="1" top="0" width="4" height="2" z_order="0"/>`);
    expect(shape).toEqual({ kind: 'mask', width: 5, height: 2, counts });
  });

  it.each([
    ['a polygon with a hole is one mask, not a polygon without it', [[square, square.map(([x, y]) => [x - 1, y])]]],
    ['a polygon of several parts is one mask, not several objects', [[square], [square.map(([x, y]) => [x + 9, y])]]],
  ])('%s', (_what, polygons) => {
    const shape = { kind: 'polygon' as const, polygons: polygons as Position[][][] };
    const { shape: found, codes } = one({ shape });
    expect(found).toEqual(rasterise(shape.polygons, { width: 200, height: 100 }));
    expect(codes).toEqual(['outline-not-held']);
  });

  it.each<[string, Shape, string[]]>([
    ['a box outside', box({ x: 200 }), ['outside-image', 'unit-left-out']],
    ['a box without width', box({ width: 0 }), ['no-area', 'unit-left-out']],
    ['a point outside', { kind: 'point', x: 201, y: 5 }, ['outside-image', 'unit-left-out']],
    [
      'a line that passes by a corner',
      {
        kind: 'polyline',
        points: [
          [-10, 5],
          [5, -10],
        ],
      },
      ['outside-image', 'unit-left-out'],
    ],
    ['a path of one vertex', { kind: 'path', closed: false, vertices: [{ x: 1, y: 1 }] }, ['no-area', 'unit-left-out']],
    ['an empty mask', { kind: 'mask', width: 200, height: 100, counts: [20000] }, ['no-area', 'unit-left-out']],
  ])('is not written where the image shows nothing: %s', (_what, shape, codes) => {
    expect(one({ shape })).toMatchObject({ text: '', codes });
  });

  it('is there where a line only crosses the image', () => {
    const line: Position[] = [
      [-10, -10],
      [300, 200],
    ];
    expect(one({ shape: { kind: 'polyline', points: line } }).shape).toEqual({ kind: 'polyline', points: line });
  });

  it('says who made it, as CVAT says it, and whether a question marks it occluded', () => {
    const occluded = [{ name: 'Occluded', value: { kind: 'text', text: 'yes' } } as const];
    expect(one({ origin: 'person', attributes: occluded }).image).toContain('source="manual" occluded="1"');
    expect(one({ origin: 'model' }).image).toContain('source="auto"');
    expect(one({ origin: 'model-edited' }).image).toContain('source="semi-auto"');
  });
});

describe('a cuboid', () => {
  const front: [Position, Position, Position, Position] = [
    [20, 40],
    [80, 40],
    [80, 90],
    [20, 90],
  ];
  const fields = (text = '') =>
    Object.fromEntries([...text.matchAll(/([xy]\w{3})="([^"]*)"/g)].map(([, k, v]) => [k, v]));
  const corners = (text: string, ...names: string[]) => {
    const of = fields(text);
    return names.map((name) => `${of[`x${name}`]},${of[`y${name}`]}`);
  };

  it.each([0, 1, 2, 3])('has its front by where its corners are, whichever comes first: %i', (turn) => {
    const turned = [...front.slice(turn), ...front.slice(0, turn)] as typeof front;
    const shape: Shape = { kind: 'perspective-cuboid', front: turned, back: { by: 'offset', x: 30, y: -10 } };
    const text = one({ shape }).image ?? '';
    expect(corners(text, 'tl1', 'bl1', 'tr1', 'br1')).toEqual(['20,40', '20,90', '80,40', '80,90']);
    // CVAT's back is mirrored: its left corners are those behind the front's right ones.
    expect(corners(text, 'tl2', 'bl2', 'tr2', 'br2')).toEqual(['110,30', '110,80', '50,30', '50,80']);
  });

  it('is read back with its offset or its vanishing point', () => {
    for (const back of [
      { by: 'offset', x: 30, y: -10 },
      { by: 'vanishing-point', point: [190, 90], ratio: 0.75 },
    ] as const) {
      const shape: Shape = { kind: 'perspective-cuboid', front, back: { ...back } as never };
      expect(one({ shape }).shape).toEqual(shape);
    }
  });

  it('is not written where its back is so far away that its numbers mean nothing', () => {
    const back = { by: 'vanishing-point' as const, point: [0, 0] as Position, ratio: 1e300 };
    expect(one({ shape: { kind: 'perspective-cuboid', front, back } }).codes).toEqual([
      'shape-not-held',
      'unit-left-out',
    ]);
  });
});

describe('a skeleton', () => {
  const skeleton = { keypoints: ['nose', 'hand', 'hand'], edges: [[0, 1]] as [number, number][] };
  const label = { categories: [{ name: 'car', kind: 'object' as const, skeleton }] };
  const keypoint = (name: string, x: number, visibility: 0 | 1 | 2) => ({ name, x, y: 5, visibility });

  it('keeps keypoint order and missing points take their slots: outside, not labelled', () => {
    const keypoints = [keypoint('hand', 30, 1), keypoint('nose', 20, 2)];
    const { image, shape, codes } = one({ shape: { kind: 'skeleton', keypoints } }, label);
    expect(image?.match(/<points .*\/>/g)).toEqual([
      '<points label="nose" outside="0" occluded="0" points="20,5"/>',
      '<points label="hand" outside="0" occluded="1" points="30,5"/>',
      '<points label="hand (2)" outside="1" occluded="0" points="20,5"/>',
    ]);
    expect(shape).toMatchObject({ keypoints: [{ visibility: 2 }, { visibility: 1 }, { visibility: 0 }] });
    expect(codes).toEqual([]);
  });

  it('reports a keypoint that its category lacks, one of another name, and its box', () => {
    const keypoints = [keypoint('tail', 9, 2), keypoint('nose', 1, 2), keypoint('hand', 2, 2), keypoint('hand', 3, 2)];
    const shape: Shape = { kind: 'skeleton', keypoints, box: { x: 0, y: 0, width: 9, height: 9, rotationDegrees: 0 } };
    expect(one({ shape }, label).codes).toEqual(['keypoint-not-held', 'name-changed', 'outline-not-held']);
  });

  it('has its keypoints and edges in <meta>', () => {
    const { text } = one({ shape: { kind: 'skeleton', keypoints: [keypoint('nose', 20, 2)] } }, label);
    expect(text).toContain('<type>skeleton</type>');
    expect(text.match(/<parent>car<\/parent>/g)).toHaveLength(3);
    expect(text).toContain('data-node-from=&quot;1&quot; data-node-to=&quot;2&quot;');
  });
});

describe('a file', () => {
  it('is of one image by its whole name, and without objects it is a negative', () => {
    const { files, texts } = written(aLabel());
    expect(files[0]).toMatchObject({ emptyUnit: 'unit-1', path: 'annotations/street/1.xml' });
    expect(texts[0]).toContain('<image id="0" name="street/1.jpg" width="640" height="480"/>');
  });

  it('of a unit whose size nobody said is not written', () => {
    const unsized = written(aLabel({ units: [{ id: 'unit-1', name: '1.jpg', media: 'image' }] }));
    expect(unsized).toMatchObject({ files: [], omitted: [{ code: 'size-unknown', unit: 'unit-1' }] });
  });

  it('has <meta><task>, with each label once, its color, and the attributes that are in the label', () => {
    const categories: Label['categories'] = [
      { name: 'car', kind: 'object', color: '#AABBCC' },
      { name: 'car', kind: 'classification' },
      { name: 'Weather', kind: 'classification' },
    ];
    const attributes = [{ name: 'Rank', value: { kind: 'ranking' as const, items: ['a', 'b'] } }];
    const { text, image } = one({ attributes, track: 'track-1' }, { categories });
    const labels = /<task>[\s\S]*<labels>([\s\S]*)<\/labels>/.exec(text)?.[1] ?? '';
    expect(
      labels.match(/<(name|color|type|input_type)>.*</g)?.map((found) => found.replace(/<\/?[^>]*[>]?/g, '')),
    ).toEqual(['car', '#aabbcc', 'any', 'track_id', 'text', 'Rank', 'text', 'Weather', 'tag']);
    expect(image).toContain('<attribute name="Rank">[&quot;a&quot;,&quot;b&quot;]</attribute>');
    expect(image).toContain('<attribute name="track_id">track-1</attribute>');
  });

  it('has the answers about the whole image as tags, which are no objects', () => {
    const { image, shape, text } = one(
      { category: 'Weather', shape: undefined, attributes: [{ name: 'Sky', value: { kind: 'text', text: 'grey' } }] },
      { categories: [{ name: 'Weather', kind: 'classification' }] },
    );
    expect(image).toBe('<tag label="Weather" source="file">\n      <attribute name="Sky">grey</attribute>\n    </tag>');
    expect([shape, text === '']).toEqual([undefined, false]);
  });

  it('has illegal XML characters as _xx, which is reported, and everything else as it was', () => {
    const name = 'a\u0007\ud800<&>"\'\r\n\t 🚦 ';
    const label = aLabel({
      categories: [{ name, kind: 'object' }],
      units: [{ id: 'unit-1', name: 'b\u0000.jpg', media: 'image', width: 640, height: 480 }],
      annotations: [
        anAnnotation({ category: name, attributes: [{ name: 'n', value: { kind: 'text', text: '\u0000' } }] }),
      ],
    });
    const { texts, objects, omitted } = written(label);
    expect(texts[0]).toContain('label="a_07_d800&lt;&amp;&gt;&quot;\'&#13;&#10;&#9; 🚦 "');
    expect(objects[0]?.[0]?.category).toBe(name);
    expect(omitted.map(({ code, detail }) => `${code} ${detail}`)).toEqual([
      'name-changed image',
      'name-changed label',
      'text-changed attributes',
    ]);
  });

  const file = (object: string, version = '1.1') =>
    `<annotations><version>${version}</version><meta><task><labels><label><name>car</name></label><label><name>dog</name></label></labels></task></meta><image id="0" name="1.jpg" width="9" height="9">${object}</image></annotations>`;
  it.each([
    ['not XML', '<annotations>', /must be one element that ends/],
    ['of another root', '<other/>', /root must be <annotations>/],
    ['of another version', file('', '1.0'), /<version> must be 1.1/],
    ['of a job', '<annotations><version>1.1</version><meta><job/></meta></annotations>', /must have one <task>/],
    ['of a label that is not listed', file('<box label="cat"/>'), /must be one of <labels>/],
    ['of a class that nobody knows', file('<box label="dog"/>'), /must be a class of the project/],
    ['of an unknown element', file('<circle label="car"/>'), /must be an element of CVAT/],
    ['a box without an edge', file('<box label="car" xtl="1" ytl="1" xbr="2"/>'), /ybr of <box> must be a decimal/],
    ['a box backwards', file('<box label="car" xtl="5" ytl="1" xbr="2" ybr="2"/>'), /must end after it begins/],
    ['a ring of two points', file('<polygon label="car" points="1,1;2,2"/>'), /must have 3 points or more/],
    ['a point of three numbers', file('<points label="car" points="1,1,1"/>'), /must be x,y/],
    ['two points in one', file('<points label="car" points="1,1;2,2"/>'), /must have one point/],
    [
      'a mask of too few pixels',
      file('<mask label="car" rle="0, 3" left="0" top="0" width="2" height="2"/>'),
      /must fill a rectangle/,
    ],
    ['a mask without a rectangle', file('<mask label="car" rle="0, 3" left="-1"/>'), /left of <mask> must be a whole/],
  ])('is refused when it is %s', (_what, text, message) => {
    const facts = { classes: ['car'], sizeOf: () => undefined };
    const read = () => reader.read({ path: 'annotations/1.xml', bytes: Buffer.from(text) }, facts, {});
    expect(read).toThrow(message);
    expect(read).toThrow(SyntaxError);
  });
});

describe('what is read back', () => {
  const close = (found: unknown, expected: unknown): void => {
    if (typeof expected === 'number') expect(Math.abs((found as number) - expected)).toBeLessThan(2e-6);
    else if (typeof expected === 'object' && expected !== null) {
      expect(Object.keys(found as object)).toEqual(Object.keys(expected));
      for (const [key, value] of Object.entries(expected)) close((found as Record<string, unknown>)[key], value);
    } else expect(found).toBe(expected);
  };

  /** The shape as CVAT has it: angles from 0 to 360, several rings as pixels. Undefined for kinds with tests of their own. */
  function held(shape: Shape, size: { width: number; height: number }): Shape | undefined {
    if (shape.kind === 'box' || shape.kind === 'ellipse') {
      return { ...shape, rotationDegrees: ((shape.rotationDegrees % 360) + 360) % 360 };
    }
    if (shape.kind === 'polygon' && shape.polygons.flat().length > 1) return rasterise(shape.polygons, size);
    if (shape.kind === 'mask') return { ...shape, counts: normal(shape.counts) };
    return ['polygon', 'polyline', 'point'].includes(shape.kind) ? shape : undefined;
  }

  /** Runs of no pixels join their neighbours. */
  function normal(counts: readonly number[]): number[] {
    const joined: number[] = [];
    for (const [index, run] of counts.entries()) {
      if (run === 0 && index > 0) continue;
      if (joined.length > 0 && joined.length % 2 !== index % 2) joined[joined.length - 1] = (joined.at(-1) ?? 0) + run;
      else joined.push(run);
    }
    return joined;
  }

  const expectShapes = (label: Label) => {
    const { objects, omitted } = written(label);
    const isWhole = ({ code, detail }: Omission) =>
      /^(place|shape|shapeless-object)-not-held$/.test(code) || (/^(outside-image|no-area)$/.test(code) && !detail);
    const left = new Set(omitted.filter(isWhole).map(({ annotation }) => annotation));
    const paths = unitPaths(label.units);
    const found = new Map<string, ReadObject[]>();
    for (const all of objects) if (all[0]) found.set(all[0].unit, [...all]);
    for (const unit of label.units) {
      if (unit.media === 'video') continue; // a shape for each frame: video.test.ts
      const all = found.get(paths.get(unit.id) ?? '') ?? [];
      const kept = label.annotations.filter(
        ({ id, unit: on, shape }) => on === unit.id && shape && !left.has(id) && all.length > 0,
      );
      expect(all.map(({ category }) => category)).toEqual(kept.map(({ category }) => category));
      for (const [index, { shape }] of kept.entries()) {
        const expected = shape && held(shape, { width: unit.width ?? 0, height: unit.height ?? 0 });
        if (!expected) continue;
        const object = all[index]?.shape;
        if ('rotationDegrees' in expected && object && 'rotationDegrees' in object) {
          const turn = Math.abs(object.rotationDegrees - expected.rotationDegrees);
          expect(Math.min(turn, 360 - turn)).toBeLessThan(1e-6);
          close({ ...object, rotationDegrees: 0 }, { ...expected, rotationDegrees: 0 });
        } else close(object, expected);
      }
    }
  };

  it('is every object of the label, unclipped, to a millionth of a pixel, masks to the pixel', () => {
    fc.assert(fc.property(anyLabel(), expectShapes), { numRuns: 150 });
  });

  it('is that of labels of any medium too', () => {
    fc.assert(fc.property(anyLabelOfAnyMedia(), expectShapes), { numRuns: 150 });
  });
});
