import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formats } from '../../../../lib/formats/formats.ts';
import type { Annotation, Label, Shape } from '../../../../lib/label/label.ts';
import { aLabel } from '../../../support/labels.ts';
import { anyLabelOfScenes } from '../../../support/labels-of-scenes.ts';
import { propertyRuns } from '../../../support/property-runs.ts';
import { written } from '../pitfalls/written.ts';

type Cuboid = Extract<Shape, { kind: 'cuboid' }>;

const cuboid = (parts: Partial<Cuboid> = {}): Cuboid => ({
  kind: 'cuboid',
  position: [1.5, -2, 0.25],
  orientation: [0, 0, 1.56],
  size: [4, 2, 1.5],
  ...parts,
});

const seen = (frame: number, parts: Partial<Annotation> = {}): Annotation => ({
  id: `a#${frame}`,
  category: 'car',
  unit: 'unit-1',
  at: { kind: 'frame', frame },
  shape: cuboid(),
  attributes: [],
  ...parts,
});

function filesOf(annotations: Annotation[], label: Partial<Label> = {}, more: object = {}) {
  const categories = [...new Set(annotations.map(({ category }) => category))];
  const { texts, pieces, omitted } = written(
    'openpcdet',
    aLabel({
      categories: categories.map((name) => ({ name, kind: 'object' })),
      units: [{ id: 'unit-1', name: 'quay/scene', media: 'pointcloud', frames: 20 }],
      annotations,
      ...label,
    }),
    {},
    more,
  );
  return { texts, pieces, omitted: omitted.map(({ code, detail }) => [code, detail].filter(Boolean).join(': ')) };
}

describe('a row of OpenPCDet', () => {
  it('is the centre, the size, the angle about z and the class of a cuboid, in a file of its frame', () => {
    expect(filesOf([seen(12)]).texts).toEqual({ 'labels/quay_2fscene--000012.txt': '1.5 -2 0.25 4 2 1.5 1.56 car\n' });
  });

  it('is in the file of its unit where that is a single cloud', () => {
    const { texts } = filesOf([seen(0, { at: { kind: 'whole' } })]);
    expect(Object.keys(texts)).toEqual(['labels/quay_2fscene.txt']);
  });

  it('names its class in one word that may be part of the name of a file', () => {
    const { texts, omitted } = filesOf([seen(0, { category: 'lorry/big one' })]);
    expect(Object.values(texts)).toEqual(['1.5 -2 0.25 4 2 1.5 1.56 lorry_2fbig_20one\n']);
    expect(omitted).toEqual(['name-changed: category']);
  });

  it.each<[string, Partial<Cuboid>, number, string[]]>([
    ['leans a little', { orientation: [0.5, 0, 1] }, 1, ['rotation-not-held: about x and y']],
    ['leans by whole turns', { orientation: [0, -2 * Math.PI, 1] }, 1, []],
    [
      'lies on its side',
      { orientation: [0, 1.5, 1] },
      0,
      ['shape-not-held: cuboid that lies on its side', 'unit-left-out: no box'],
    ],
    ['is flat', { size: [1, 1, 0] }, 0, ['no-area', 'unit-left-out: no box']],
  ])('of a cuboid that %s', (_what, parts, files, reasons) => {
    const { texts, omitted } = filesOf([seen(0, { shape: cuboid(parts) })]);
    expect(Object.keys(texts)).toHaveLength(files);
    expect(omitted).toEqual(reasons);
  });
});

describe('a scene', () => {
  it('has no file of a frame without a box, and none at all where nothing is: OpenPCDet reads no empty file', () => {
    const { texts } = filesOf([seen(3), seen(5, { shape: cuboid({ size: [0, 1, 1] }) })]);
    expect(Object.keys(texts)).toEqual(['labels/quay_2fscene--000003.txt']);
    expect(filesOf([])).toMatchObject({ texts: {}, omitted: ['unit-left-out: no box'] });
  });

  it('has a box in the frames after its last key frame where the platform says that it stays, and reports frames without one', () => {
    const track = 'a';
    const tracks: Label['tracks'] = [
      { id: track, unit: 'unit-1', interpolation: 'linear', frames: [{ start: 2, end: 7 }] },
    ];
    const { texts, omitted } = filesOf([seen(3, { track }), seen(5, { track })], { tracks });
    expect(Object.keys(texts).map((path) => path.slice(-6, -4))).toEqual(['03', '05', '06']);
    expect(omitted.toSorted()).toEqual([
      'shape-unknown: 2 frames',
      'track-not-held',
      'track-not-held',
      'track-ranges-not-held: linear',
    ]);
  });

  it('is in the list of its split, a name a frame', () => {
    const { pieces } = filesOf([seen(3), seen(4)], {}, { dataSet: { splitOf: () => 'train' } });
    expect(pieces).toEqual(
      ['quay_2fscene--000003', 'quay_2fscene--000004'].map((name) => ({
        file: 'ImageSets/train.txt',
        stream: 'samples',
        text: `${name}\n`,
      })),
    );
    expect(formats.openpcdet.whole({ classes: [], splits: [] }, {}).map(({ path }) => path)).toEqual([
      'ImageSets/all.txt',
    ]);
  });
});

it('every cuboid is a row of eight fields, or reported', () => {
  fc.assert(
    fc.property(anyLabelOfScenes(), (label) => {
      const { texts, omitted } = written('openpcdet', label);
      const rows = Object.values(texts).flatMap((text) => text.split('\n').slice(0, -1));
      for (const row of rows) expect(row.split(/\s/)).toHaveLength(8);
      const lost = omitted.filter(({ code }) => ['no-area', 'shape-not-held'].includes(code));
      expect(rows.length + lost.length).toBe(label.annotations.length);
    }),
    { numRuns: propertyRuns(50) },
  );
});
