import { describe, expect, it } from 'vitest';
import { invalidLabel, labelOf } from './labels-of.ts';

describe('the medium', () => {
  const empty = { objects: [], classifications: [], relationships: [] };
  const mediaOf = (media: object, annotations: object = empty) => labelOf({ annotations, media }).units[0]?.media;

  it.each([
    [{ asset_type: 'conversational', mime_type: 'application/json' }, 'conversation'],
    [{ mime_type: 'text/plain' }, 'text'],
    [{ mime_type: 'text/html' }, 'html'],
    [{ mime_type: 'application/pdf' }, 'document'],
    [{ mime_type: 'application/x-tms-geo' }, 'geospatial'],
    [{ mime_type: 'text/html; charset=utf-8' }, 'html'],
    [{ mime_type: 'application/pdf; qs=0.001' }, 'document'],
    [{ mime_type: 'Video/MP4 ;codecs="avc1"' }, 'video'],
    [{ mime_type: 'application/llm.prompt-response-creation' }, 'conversation'],
    [{ asset_type: 'IMAGE' }, 'image'],
    [{ asset_type: 'something new', mime_type: 'image/webp' }, 'image'],
  ])('the medium of a row with %j is %s', (media, expected) => {
    expect(mediaOf(media)).toBe(expected);
  });

  it('takes the medium from the containers or the objects where the row has none', () => {
    expect(mediaOf({}, { groups: {}, segments: {}, classifications: [] })).toBe('volume');
    expect(mediaOf({}, { frames: {}, segments: {}, classifications: [] })).toBe('video');
    expect(mediaOf({}, { timestamp: {}, segments: {}, classifications: [] })).toBe('audio');
    const point = { name: 'n', annotation_kind: 'GeoPoint', geojson: { type: 'Point', coordinates: [1, 2] } };
    expect(mediaOf({}, { objects: [point] })).toBe('geospatial');
  });

  it.each(['application/llm.prompt-creation', 'application/llm.prompt-response-creation'])(
    'is a conversation where the row is a prompt to be written: %s',
    (type) => {
      const written = { name: 'prompt', text_answer: { content: 'Describe a quay.' } };
      const annotations = { ...empty, classifications: [written] };
      const label = labelOf({ annotations, row_data: JSON.stringify({ type, version: 1 }) });
      expect(label.units[0]?.media).toBe('conversation');
      expect(label.annotations[0]?.attributes).toEqual([
        { name: 'prompt', value: { kind: 'text', text: 'Describe a quay.' } },
      ]);
    },
  );

  it('takes tiles for a map, whether their objects are those of maps or of images', () => {
    const point = { name: 'n', annotation_kind: 'ImagePoint', point: { x: 1, y: 2 } };
    expect(mediaOf({ mime_type: 'application/x-tms-simple' }, { objects: [point] })).toBe('geospatial');
    const geo = { name: 'n', annotation_kind: 'GeoPoint', geojson: { type: 'Point', coordinates: [1, 2] } };
    expect(mediaOf({ asset_type: 'image' }, { objects: [geo] })).toBe('geospatial');
  });

  it('is a conversation where a question is about a message', () => {
    const json = { mime_type: 'application/json' };
    const answer = { name: 'x' };
    const about = { name: 'q', message_id: '1', conversational_radio_answer: answer };
    expect(mediaOf(json, { objects: [], classifications: [about] })).toBe('conversation');
    expect(() => mediaOf(json, { objects: [], classifications: [{ name: 'q', radio_answer: answer }] })).toThrow(
      invalidLabel(/type "application\/json", which is not supported yet/),
    );
  });

  it('is that of the row where containers of other media are empty', () => {
    const containers = { classifications: [], frames: {}, segments: {}, timestamp: {}, key_frame_feature_map: {} };
    expect(mediaOf({ asset_type: 'audio' }, containers)).toBe('audio');
    expect(mediaOf({ asset_type: 'image' }, { ...empty, frames: {}, groups: {} })).toBe('image');
  });

  it('refuses a row whose medium and annotations disagree', () => {
    const entity = { name: 'n', annotation_kind: 'TextEntity', location: { start: 0, end: 0 } };
    expect(() => mediaOf({ asset_type: 'image' }, { objects: [entity] })).toThrow(
      invalidLabel(/The data row is image, but its annotations are those of text/),
    );
  });
});

it('sizes, rates and durations of the media that are text are read, and text that is not a number is left out', () => {
  const media = { asset_type: 'video', width: '1280', height: '720', frame_rate: '29.97', duration: 'long' };
  const { units, leftOut } = labelOf({ annotations: { frames: {} }, media });
  expect(units[0]).toMatchObject({ width: 1280, height: 720, framesPerSecond: 29.97 });
  expect(units[0]).not.toHaveProperty('durationMs');
  expect(leftOut?.map(({ path }) => path)).toEqual(['media_attributes.duration']);
});
