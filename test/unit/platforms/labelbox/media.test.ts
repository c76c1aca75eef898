import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Label } from '../../../../lib/label/label.ts';
import { normalise } from '../../../../lib/platforms/labelbox/document/normalise.ts';

type Row = { annotations: object; media?: object; row_data?: unknown };
function labelOf({ annotations, media = {}, row_data }: Row): Label {
  const label = { id: 'label-1', annotations };
  const document = {
    data_row: { id: 'row-1', row_data },
    media_attributes: media,
    projects: { 'project-1': { labels: [label] } },
  };
  return normalise({ ref: { occurredAt: '2026-05-04T12:00:00.000Z' }, document }, 'project-1');
}
const invalid = (message: RegExp) =>
  expect.objectContaining({ name: 'InvalidLabel', message: expect.stringMatching(message) });

describe('the medium', () => {
  const empty = { objects: [], classifications: [], relationships: [] };
  const mediaOf = (media: object, annotations: object = empty) => labelOf({ annotations, media }).units[0]?.media;

  it.each([
    [{ asset_type: 'conversational', mime_type: 'application/json' }, 'conversation'],
    [{ mime_type: 'text/plain' }, 'text'],
    [{ mime_type: 'text/html' }, 'html'],
    [{ mime_type: 'application/pdf' }, 'document'],
    [{ mime_type: 'application/x-tms-geo' }, 'geospatial'],
    [{ asset_type: 'IMAGE' }, 'image'],
    [{ asset_type: 'something new', mime_type: 'image/webp' }, 'image'],
  ])('of %j is %s', (media, expected) => {
    expect(mediaOf(media)).toBe(expected);
  });

  it('is that of the containers or the objects where the row tells nothing', () => {
    expect(mediaOf({}, { groups: {}, segments: {}, classifications: [] })).toBe('volume');
    expect(mediaOf({}, { frames: {}, segments: {}, classifications: [] })).toBe('video');
    expect(mediaOf({}, { timestamp: {}, segments: {}, classifications: [] })).toBe('audio');
    const point = { name: 'n', annotation_kind: 'GeoPoint', geojson: { type: 'Point', coordinates: [1, 2] } };
    expect(mediaOf({}, { objects: [point] })).toBe('geospatial');
  });

  it('of tiles is a map, whether their objects are those of maps or of images', () => {
    const point = { name: 'n', annotation_kind: 'ImagePoint', point: { x: 1, y: 2 } };
    expect(mediaOf({ mime_type: 'application/x-tms-simple' }, { objects: [point] })).toBe('geospatial');
    const geo = { name: 'n', annotation_kind: 'GeoPoint', geojson: { type: 'Point', coordinates: [1, 2] } };
    expect(mediaOf({ asset_type: 'image' }, { objects: [geo] })).toBe('geospatial');
  });

  it('must be one', () => {
    const entity = { name: 'n', annotation_kind: 'TextEntity', location: { start: 0, end: 0 } };
    expect(() => mediaOf({ asset_type: 'image' }, { objects: [entity] })).toThrow(
      invalid(/The data row is image, and its annotations are those of text/),
    );
  });
});

describe('words of a text', () => {
  const entity = (location: object) => ({ feature_id: 'e', name: 'n', annotation_kind: 'TextEntity', location });
  const wordsOf = (location: object, row_data?: string) => {
    const { annotations } = labelOf({
      annotations: { objects: [entity(location)] },
      media: { asset_type: 'text' },
      row_data,
    });
    return annotations[0]?.at;
  };

  it('reach to the character after their last', () => {
    const location = { start: 112, end: 128, token: 'research suggests' };
    expect(wordsOf(location)).toEqual({ kind: 'text', ranges: [{ start: 112, end: 129 }], text: 'research suggests' });
    expect(wordsOf({ start: 372, end: 372 })).toEqual({ kind: 'text', ranges: [{ start: 372, end: 373 }] });
  });

  it('are found by the token whether offsets count UTF-16 units or code points', () => {
    const texts = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(texts, texts, texts, (before, token, after) => {
        const text = `=${before}${token}${after}`;
        const range = { start: 1 + before.length, end: 1 + before.length + token.length };
        const points = [...`=${before}`].length;
        const inUnits = { start: range.start, end: range.end - 1, token };
        const inPoints = { start: points, end: points + [...token].length - 1, token };
        for (const location of [inUnits, inPoints]) {
          const at = wordsOf(location, text);
          const [found] = at?.kind === 'text' ? at.ranges : [];
          expect(text.slice(found?.start, found?.end)).toBe(token);
        }
      }),
    );
  });

  it.each([
    ['that are not there', { start: 0, end: 3, token: 'Ship' }, 'Boat at sea', /the token does not stand in the text/],
    ['past the end of the text', { start: 8, end: 11 }, 'Boat at sea', /reaches past the end/],
    [
      'of another length than their token',
      { start: 0, end: 3, token: 'Boats' },
      undefined,
      /5 characters and the range 4/,
    ],
    ['that end before they start', { start: 5, end: 3 }, 'Boat at sea', /end must not be before start/],
    ['from a negative position', { start: -1, end: 3 }, 'Boat at sea', /start must be a whole number from 0 on/],
    ['with more than a range', { start: 0, end: 3, page: 1 }, 'Boat at sea', /location has unknown keys: page/],
  ])('%s are refused', (_what, location, text, message) => {
    expect(() => wordsOf(location, text)).toThrow(invalid(message));
  });
});

describe('a document', () => {
  const box = (page_number: unknown, page_dimensions: object, feature_id = 'b') => ({
    feature_id,
    name: 'stamp',
    annotation_kind: 'DocumentBoundingBox',
    page_number,
    page_dimensions,
    bounding_box: { top: 1, left: 2, width: 3, height: 4 },
  });

  it('counts pages from 0 and measures them in points', () => {
    const label = labelOf({ annotations: { objects: [box(1, { width: 612, height: 792 })] } });
    expect(label.units[0]).toMatchObject({ coordinates: 'points', pageSizes: [{ page: 1, width: 612, height: 792 }] });
    expect(label.annotations[0]?.at).toEqual({ kind: 'page', page: 1 });
  });

  it('has one size a page', () => {
    const objects = [box(1, { width: 612, height: 792 }), box(1, { width: 600, height: 792 }, 'c')];
    expect(() => labelOf({ annotations: { objects } })).toThrow(
      invalid(/objects\[1\].page_dimensions tells another size/),
    );
  });

  it.each([-1, 1.5, '1', undefined])('has no page %j', (page) => {
    const objects = [box(page, { width: 612, height: 792 })];
    expect(() => labelOf({ annotations: { objects } })).toThrow(invalid(/page_number must be a whole number/));
  });
});

describe('a conversation', () => {
  const messages = [
    { messageId: 'm-1', content: 'Hello', user: { userId: 'u', name: 'ann@example.com' } },
    { messageId: 'm-2', content: 'When?' },
  ];
  const entity = (message_id: string, location: object) => ({
    name: 'n',
    annotation_kind: 'ConversationalTextEntity',
    conversational_location: { message_id, location },
  });
  const placeOf = (object: object, row_data: unknown = JSON.stringify({ messages })) =>
    labelOf({ annotations: { objects: [object] }, row_data }).annotations[0]?.at;

  it('holds words of its messages', () => {
    expect(placeOf(entity('m-2', { start: 0, end: 4 }))).toEqual({
      kind: 'message',
      parts: [{ message: 'm-2', start: 0, end: 5 }],
    });
    expect(placeOf(entity('anywhere', { start: 0, end: 40 }), 'https://example.com/chat.json')).toBeDefined();
  });

  it('has no words past the end of a message, and none of a message that is not there', () => {
    expect(() => placeOf(entity('m-2', { start: 0, end: 5 }))).toThrow(invalid(/reaches past the end/));
    expect(() => placeOf(entity('m-3', { start: 0, end: 1 }))).toThrow(invalid(/message_id is no message/));
  });

  it('keeps addresses of persons out of its messages', () => {
    const { units } = labelOf({
      annotations: { objects: [entity('m-1', { start: 0, end: 4 })] },
      row_data: { messages },
    });
    expect(units[0]?.messages).toHaveLength(2);
    expect(JSON.stringify(units)).not.toContain('ann@example.com');
  });

  it('has no ranking with two of one rank', () => {
    const ranked_messages = [
      { message_id: 'a', order: 1 },
      { message_id: 'b', order: 1 },
    ];
    const object = { name: 'n', annotation_kind: 'MessageRanking', ranked_messages: { ranked_messages } };
    expect(() => placeOf(object)).toThrow(invalid(/two messages one rank/));
  });
});

describe('a map', () => {
  const shapeOf = (geojson: object, kind = 'GeoPolygon') =>
    labelOf({ annotations: { objects: [{ name: 'n', annotation_kind: kind, geojson }] } }).annotations[0]?.shape;

  it('holds geometries as they are, longitude first', () => {
    const geometry = {
      type: 'LineString',
      coordinates: [
        [10.1, 54.3, 4],
        [-179.5, 89],
      ],
    };
    expect(shapeOf(geometry, 'GeoPolyline')).toEqual({ kind: 'geo', geometry });
  });

  it.each([
    ['with latitude first', { type: 'Point', coordinates: [19.4, -99.2] }, /latitude beyond 90 degrees/],
    [
      'with latitude first, in a ring',
      {
        type: 'Polygon',
        coordinates: [
          [
            [1, 2],
            [19, -99],
            [3, 4],
            [1, 2],
          ],
        ],
      },
      /latitude/,
    ],
    ['of no known type', { type: 'Feature', coordinates: [] }, /geojson.type must be a geometry of GeoJSON/],
    [
      'with a coordinate system of its own',
      { type: 'Point', coordinates: [1, 2], crs: {} },
      /geojson has unknown keys: crs/,
    ],
    [
      'of a ring that is open',
      {
        type: 'Polygon',
        coordinates: [
          [
            [1, 2],
            [3, 4],
            [5, 6],
            [7, 8],
          ],
        ],
      },
      /end where it begins/,
    ],
    ['of no coordinates', { type: 'Polygon', coordinates: 'none' }, /coordinates expected array/],
  ])('has no geometry %s', (_what, geojson, message) => {
    expect(() => shapeOf(geojson)).toThrow(invalid(message));
  });

  it.each([
    ['EPSG3857', 'EPSG:3857'],
    ['EPSG:4326', 'EPSG:4326'],
    ['simple', 'Simple'],
    ['unknown', undefined],
  ])('on %s lies on %s', (epsg, expected) => {
    const { units } = labelOf({
      annotations: { objects: [] },
      row_data: { tileLayerUrl: 'https://example.com', epsg },
    });
    expect(units[0]?.coordinateReferenceSystem).toBe(expected);
  });
});

describe('a relationship', () => {
  const point = (feature_id: string) => ({
    feature_id,
    name: 'n',
    annotation_kind: 'ImagePoint',
    point: { x: 1, y: 2 },
  });
  const relationsOf = (relationship: object) => {
    const classifications = [{ feature_id: 'q', name: 'q', text_answer: { content: '' } }];
    const annotations = { objects: [point('a'), point('b')], classifications, relationships: [relationship] };
    return labelOf({ annotations }).annotations.map(({ relations }) => relations);
  };

  it('stands at the annotation it starts from', () => {
    const unidirectional_relationship = { source: 'b', target: 'q' };
    expect(relationsOf({ feature_id: 'r', name: 'follows', unidirectional_relationship })).toEqual([
      undefined,
      [{ id: 'r', name: 'follows', to: 'q', bothWays: false }],
      undefined,
    ]);
    expect(relationsOf({ bidirectional_relationship: { source: 'a', target: 'b' } })[0]).toEqual([
      { to: 'b', bothWays: true },
    ]);
  });

  it.each([
    [
      'from nowhere',
      { unidirectional_relationship: { source: 'x', target: 'a' } },
      /source is the feature_id of nothing/,
    ],
    [
      'to nowhere',
      { unidirectional_relationship: { source: 'a', target: 'x' } },
      /target is the feature_id of nothing/,
    ],
    ['of no direction', { name: 'n' }, /relationships\[0\] must have unidirectional_relationship or bidirectional/],
    [
      'with questions of its own',
      { bidirectional_relationship: { source: 'a', target: 'b' }, classifications: [{}] },
      /relationships\[0\].classifications: questions about a relationship/,
    ],
  ])('%s is refused', (_what, relationship, message) => {
    expect(() => relationsOf(relationship)).toThrow(invalid(message));
  });
});
