import { describe, expect, it } from 'vitest';
import { formats } from '../../../../lib/formats/formats.ts';
import type { GeoGeometry, Shape } from '../../../../lib/label/label.ts';
import { aLabel, anAnnotation } from '../../../support/labels.ts';
import { readerOf } from '../../../support/reader-of.ts';
import { box, ofShapes, polygon, square, written } from '../pitfalls/written.ts';

const reader = await readerOf(formats.geojson);

type Collection = {
  readonly pixels?: object;
  readonly features: readonly {
    readonly id: string;
    readonly geometry: GeoGeometry;
    readonly properties: Record<string, unknown>;
  }[];
};

const chart = { id: 'unit-1', name: 'chart/kiel', media: 'geospatial' as const };

function onMap(geometries: readonly GeoGeometry[]) {
  const shapes = geometries.map((geometry): Shape => ({ kind: 'geo', geometry }));
  const annotations = shapes.map((shape, index) => anAnnotation({ id: `a${index}`, shape }));
  const { text, omitted } = written('geojson', aLabel({ units: [chart], annotations }));
  return { collection: text === '' ? undefined : (JSON.parse(text) as Collection), omitted };
}

const inPixels = (shapes: readonly Shape[]) => {
  const { text, omitted } = written('geojson', ofShapes(shapes), { coordinates: 'pixels' });
  return { collection: text === '' ? undefined : (JSON.parse(text) as Collection), omitted };
};

const ring = (...positions: number[][]) => [...positions, positions[0] ?? []];
const clockwise = ring([10, 54], [10, 55], [11, 55], [11, 54]);
const hole = ring([10.2, 54.2], [10.4, 54.2], [10.4, 54.4], [10.2, 54.4]);

describe('a map', () => {
  it('has outer rings counter-clockwise and holes clockwise, however they were drawn', () => {
    const { collection } = onMap([
      { type: 'Polygon', coordinates: [clockwise, hole] },
      { type: 'Polygon', coordinates: [clockwise.toReversed(), hole.toReversed()] },
    ]);
    for (const { geometry } of collection?.features ?? []) {
      expect(geometry.coordinates).toEqual([clockwise.toReversed(), hole.toReversed()]);
    }
  });

  it('has longitude before latitude, and heights, as the label has them', () => {
    const point: GeoGeometry = { type: 'Point', coordinates: [10.14, 54.32, 7] };
    expect(onMap([point]).collection?.features[0]?.geometry).toEqual(point);
  });

  it('says its class and answers as properties, and nothing of pixels', () => {
    const attributes = [{ name: 'category', value: { kind: 'text' as const, text: 'theirs' } }];
    const shape: Shape = { kind: 'geo', geometry: { type: 'Point', coordinates: [1, 2] } };
    const annotations = [anAnnotation({ shape, attributes, confidence: 0.5, track: 't' })];
    const { text } = written('geojson', aLabel({ units: [chart], annotations }));
    const { features, ...members } = JSON.parse(text) as Collection;
    expect(members).toEqual({ type: 'FeatureCollection' });
    expect(features[0]).toMatchObject({
      id: 'annotation-1',
      properties: { category: 'car', confidence: 0.5, track_id: 't', 'category (2)': 'theirs' },
    });
  });

  it('has answers to questions called like a column of geopandas under another name', () => {
    const attributes = ['id', 'geometry'].map((name) => ({ name, value: { kind: 'text' as const, text: name } }));
    const shape: Shape = { kind: 'geo', geometry: { type: 'Point', coordinates: [1, 2] } };
    const { text } = written('geojson', aLabel({ units: [chart], annotations: [anAnnotation({ shape, attributes })] }));
    const { features } = JSON.parse(text) as Collection;
    expect(features[0]?.properties).toEqual({ category: 'car', 'id (2)': 'id', 'geometry (2)': 'geometry' });
  });

  it('has a ring that crosses itself, whose two halves wind one each way', () => {
    const bow = ring([0, 0], [10, 10], [10, 0], [0, 10]);
    expect(onMap([{ type: 'Polygon', coordinates: [bow] }]).collection?.features[0]?.geometry.coordinates).toEqual([
      bow,
    ]);
  });

  it.each<[string, GeoGeometry, string]>([
    ['beyond the earth', { type: 'Point', coordinates: [10, 91] }, 'outside-image'],
    ['without area', { type: 'Polygon', coordinates: [ring([1, 1], [2, 2], [3, 3])] }, 'no-area'],
    [
      'on one line but for arithmetic',
      { type: 'Polygon', coordinates: [ring([0.1, 0.1], [0.2, 0.2], [0.3, 0.3])] },
      'no-area',
    ],
  ])('has nothing that is %s, and no file where nothing else is there', (_what, geometry, code) => {
    const { collection, omitted } = onMap([geometry]);
    expect(collection).toBeUndefined();
    expect(omitted.map((each) => each.code)).toEqual([code, 'unit-left-out']);
  });

  it('keeps the other rings of a polygon of which one has no area, and says so', () => {
    const { collection, omitted } = onMap([
      {
        type: 'MultiPolygon',
        coordinates: [[clockwise, ring([1, 1], [2, 2], [3, 3])], [ring([1, 1], [2, 2], [3, 3])]],
      },
    ]);
    expect(collection?.features[0]?.geometry).toEqual({ type: 'Polygon', coordinates: [clockwise.toReversed()] });
    expect(omitted).toMatchObject([{ code: 'no-area', detail: 'a part of the polygon' }]);
  });
});

describe('a picture', () => {
  it('says that its numbers are pixels from the top left', () => {
    expect(inPixels([]).collection?.pixels).toEqual({ origin: 'top left', width: 200, height: 100 });
  });

  it('has a box as a closed ring of its corners, turned as it is', () => {
    const { collection } = inPixels([box({ width: 4, height: 2 }), box({ width: 4, height: 2, rotationDegrees: 180 })]);
    const [upright, turned] = collection?.features ?? [];
    const expected = ring([0, 0], [4, 0], [4, 2], [0, 2]);
    expect(upright?.geometry).toEqual({ type: 'Polygon', coordinates: [expected] });
    expect(turned?.geometry.type).toBe('Polygon');
  });

  it('is read back as it was drawn', () => {
    const shapes: Shape[] = [
      { kind: 'point', x: 5, y: 6 },
      { kind: 'polyline', points: [[0, 0], [10.25, 3]] }, // biome-ignore format: one thing
      polygon([square(1, 1, 20), square(5, 5, 3).toReversed()], [square(50, 50, 9)]),
    ];
    const { files } = written('geojson', ofShapes(shapes), { coordinates: 'pixels' });
    const facts = { classes: ['car'], sizeOf: () => undefined };
    const found = files.flatMap((file) => reader.read(file, facts, { coordinates: 'pixels' }));
    expect(found.map(({ shape }) => shape)).toEqual(shapes);
  });

  it('is refused where it is of another class, or no GeoJSON', () => {
    const [file] = written('geojson', ofShapes([box()]), { coordinates: 'pixels' }).files;
    const facts = { classes: ['dog'], sizeOf: () => undefined };
    const options = formats.geojson.Options.parse({});
    expect(() => file && reader.read(file, facts, options)).toThrow('must be a class of the project');
    const wrong = { path: 'a.geojson', bytes: Buffer.from('{"type":"Feature"}') };
    expect(() => reader.read(wrong, facts, options)).toThrow(SyntaxError);
  });
});
