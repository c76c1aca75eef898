import { describe, expect, it } from 'vitest';
import type { Annotation, Media, Place, PlaceKind, Unit } from '../../../lib/label/label.ts';
import { mediaKinds } from '../../../lib/label/label.ts';
import { aLabel, anAnnotation } from '../../support/labels.ts';
import { refusal } from '../../support/refusal.ts';

const places: Readonly<Record<PlaceKind, Place>> = {
  whole: { kind: 'whole' },
  frame: { kind: 'frame', frame: 0 },
  frames: { kind: 'frames', ranges: [{ start: 0, end: 1 }] },
  page: { kind: 'page', page: 0 },
  time: { kind: 'time', ranges: [{ start: 0, end: 0.5 }] },
  text: { kind: 'text', ranges: [{ start: 0, end: 1 }] },
  markup: {
    kind: 'markup',
    ranges: [{ start: { xpath: '/p[1]/text()[1]', offset: 0 }, end: { xpath: '/p[2]/text()[1]', offset: 3 } }],
  },
  message: { kind: 'message', parts: [{ message: 'message-1', start: 0 }] },
  tokens: { kind: 'tokens', groups: [{ page: 0, tokens: ['token-1'] }] },
  series: { kind: 'series', start: 1, end: 2 },
};

/** Written out once more, so that the table of the model cannot change unseen. */
const held: Readonly<Record<Media, readonly PlaceKind[]>> = {
  image: [],
  video: ['frame', 'frames', 'time'],
  volume: ['frame', 'frames'],
  audio: ['time'],
  text: ['text'],
  document: ['page', 'text', 'tokens'],
  conversation: ['message'],
  geospatial: [],
  html: ['markup', 'text'],
  timeseries: ['series'],
  pointcloud: ['frame', 'frames', 'time'],
  structured: [],
};

/** A thing that only its place describes, in a unit of this media. */
function placed(at: Place, unit: Partial<Unit> = {}) {
  const { shape: _none, ...annotation } = anAnnotation({ at, categoryKind: 'object' });
  return { ...aLabel(), units: [{ id: 'unit-1', name: 'a unit', media: 'video', ...unit }], annotations: [annotation] };
}

it('knows every medium', () => {
  expect([...mediaKinds].sort()).toEqual(Object.keys(held).sort());
});

describe.each(mediaKinds)('a unit of media %s', (media) => {
  const kinds = Object.keys(places) as PlaceKind[];

  it.each(kinds.filter((kind) => kind === 'whole' || held[media].includes(kind)))('has the place %s', (kind) => {
    expect(refusal(placed(places[kind], { media }))).toBeUndefined();
  });

  it.each(kinds.filter((kind) => kind !== 'whole' && !held[media].includes(kind)))('has no %s', (kind) => {
    expect(refusal(placed(places[kind], { media }))).toBe(
      `annotations[0].at is a ${kind}, and the unit is of media ${media}`,
    );
  });
});

describe('the end of a unit', () => {
  it.each<[string, Place, Partial<Unit>]>([
    ['the last frame', { kind: 'frame', frame: 9 }, { media: 'video', frames: 10 }],
    ['a range to the last frame', { kind: 'frames', ranges: [{ start: 3, end: 10 }] }, { media: 'video', frames: 10 }],
    ['the last page', { kind: 'page', page: 2 }, { media: 'document', pages: 3 }],
    ['tokens of the last page', { kind: 'tokens', groups: [{ page: 2, tokens: [] }] }, { media: 'document', pages: 3 }],
    ['the whole text', { kind: 'text', ranges: [{ start: 0, end: 3 }] }, { media: 'text', text: 'a🚦' }],
    ['any frame of a unit that does not say how many', { kind: 'frame', frame: 1e9 }, { media: 'video' }],
  ])('is not passed by %s', (_what, at, unit) => {
    expect(refusal(placed(at, unit))).toBeUndefined();
  });

  it.each<[string, Place, Partial<Unit>]>([
    ['the frame after the last', { kind: 'frame', frame: 10 }, { media: 'video', frames: 10 }],
    ['a frame of a unit with none', { kind: 'frame', frame: 0 }, { media: 'video', frames: 0 }],
    [
      'one of several ranges',
      {
        kind: 'frames',
        ranges: [
          { start: 8, end: 11 },
          { start: 0, end: 2 },
        ],
      },
      { media: 'video', frames: 10 },
    ],
    ['the page after the last', { kind: 'page', page: 3 }, { media: 'document', pages: 3 }],
    [
      'tokens of a page after the last',
      {
        kind: 'tokens',
        groups: [
          { page: 0, tokens: [] },
          { page: 3, tokens: [] },
        ],
      },
      { media: 'document', pages: 3 },
    ],
    [
      'one unit more than the text has',
      { kind: 'text', ranges: [{ start: 0, end: 4 }] },
      { media: 'text', text: 'a🚦' },
    ],
  ])('is passed by %s', (_what, at, unit) => {
    expect(refusal(placed(at, unit))).toBe('annotations[0].at lies past the end of its unit');
  });
});

describe('a place', () => {
  it.each<[string, Place]>([
    ['an instant', { kind: 'time', ranges: [{ start: 5, end: 5 }] }],
    ['an empty range of frames', { kind: 'frames', ranges: [{ start: 5, end: 5 }] }],
    ['a frame of one of several views', { kind: 'frame', frame: 0, view: 'Axial' }],
    ['an audio channel', { kind: 'time', ranges: [{ start: 0, end: 1 }], channel: 1 }],
    ['a stretch of a series between texts', { kind: 'series', start: '2020-01-01', end: '2020-01-02' }],
  ])('may be %s', (_what, at) => {
    const media = at.kind === 'series' ? 'timeseries' : at.kind === 'time' ? 'audio' : 'video';
    expect(refusal(placed(at, { media }))).toBeUndefined();
  });

  it.each<[string, unknown, RegExp]>([
    ['no kind', {}, /at\.kind/],
    ['a frame before the first', { kind: 'frame', frame: -1 }, /at\.frame must be at least 0/],
    ['half a frame', { kind: 'frame', frame: 0.5 }, /at\.frame/],
    ['no range', { kind: 'frames', ranges: [] }, /at\.ranges must be at least 1/],
    [
      'a range that ends before it starts',
      { kind: 'frames', ranges: [{ start: 2, end: 1 }] },
      /end must not be before start/,
    ],
    [
      'a time that ends before it starts',
      { kind: 'time', ranges: [{ start: 2, end: 1 }] },
      /end must not be before start/,
    ],
    ['a time before the beginning', { kind: 'time', ranges: [{ start: -1, end: 1 }] }, /start must be at least 0/],
    ['no message', { kind: 'message', parts: [] }, /parts must be at least 1/],
    ['no group of tokens', { kind: 'tokens', groups: [] }, /groups must be at least 1/],
    [
      'a position in markup below its beginning',
      { kind: 'markup', ranges: [{ start: { xpath: '', offset: -1 }, end: { xpath: '', offset: 0 } }] },
      /start\.offset/,
    ],
    ['a series without an end', { kind: 'series', start: 1 }, /at\.end/],
    ['a key nobody knows', { kind: 'page', page: 0, side: 'left' }, /unknown keys: side/],
  ])('is refused with %s', (_what, at, message) => {
    expect(refusal(placed(at as Annotation['at']))).toMatch(message);
  });
});
