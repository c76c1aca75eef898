import { describe, expect, it } from 'vitest';
import { normalise } from '../../../../lib/platforms/label-studio/document/normalise.ts';
import savedDocuments from '../../../../lib/platforms/label-studio/saved-documents.ts';
import { labelOf, refusalOf } from './label-of.ts';
import { aResult, aTask, imageConfig, occurredAt } from './tasks.ts';

const value = { x: 10, y: 20, width: 30, height: 40, rotation: 0, rectanglelabels: ['Car'] };
const aPolygon = (id: string, points: unknown, more = {}) =>
  aResult({ id, type: 'polygonlabels', value: { points, polygonlabels: ['Car'], ...more } });
const triangle = [
  [0, 0],
  [10, 0],
  [0, 10],
];
const unitOf = (image: unknown, config?: string) => labelOf([], config, { data: { image } }).units[0];

describe('what cannot change the meaning', () => {
  it('a picture that was turned on the screen has its regions where they are on the picture', () => {
    const { unread, ...turned } = labelOf([aResult({ image_rotation: 90 })]);
    expect(turned).toEqual(labelOf([aResult({})]));
    expect(unread).toEqual([{ path: 'result[].image_rotation', count: 1 }]);
  });

  it.each(['ocrtext', 'closed', 'zIndex', 'category_id', 'touches'])(
    'a field "%s" of a value is not read, and counted',
    (key) => {
      const { annotations, unread } = labelOf([aResult({ value: { ...value, [key]: 1 } })]);
      expect(annotations).toHaveLength(1);
      expect(unread).toEqual([{ path: `result[].value.${key}`, count: 1 }]);
    },
  );

  it.each([
    ['frame', 3],
    ['page_number', 2],
    ['z', 1],
  ])('a field "%s" of a value, which could move the region, refuses the label', (key, found) => {
    expect(refusalOf(() => labelOf([aResult({ value: { ...value, [key]: found } })]))).toMatch(
      /has a key .* which is not supported yet and could change what it says/,
    );
  });

  it('a score of a key frame is the confidence there', () => {
    const config = '<View><Video name="v" value="$v"/><VideoRectangle name="box" toName="v"/></View>';
    const keyFrames = [0.25, undefined, 7].map((score, index) => ({
      ...{ frame: index + 1, enabled: index < 2, rotation: 0, x: 1, y: 1, width: 2, height: 2, time: 0 },
      ...(score === undefined ? {} : { score }),
    }));
    const result = aResult({ type: 'videorectangle', to_name: 'v', value: { framesCount: 9, sequence: keyFrames } });
    const { annotations, leftOut } = labelOf([result], config, { data: { v: 'https://videos.example/1.mp4' } });
    expect(annotations.map(({ confidence }) => confidence)).toEqual([0.25, undefined, undefined]);
    expect(leftOut).toMatchObject([{ code: 'value-not-kept', path: 'result[0].value.sequence[2].score' }]);
  });

  it('a confidence above 1 is left out and reported', () => {
    const { annotations, leftOut } = labelOf([aResult({ score: 87.5 })]);
    expect(annotations).toHaveLength(1);
    expect(annotations[0]).not.toHaveProperty('confidence');
    expect(leftOut).toMatchObject([{ id: 'region-1', code: 'value-not-kept', path: 'result[0].score' }]);
  });

  it.each([
    [[], []],
    [{ tags: [1, { a: 2 }] }, ['number', 'text']],
    [{ nested: { a: { b: 1 } } }, ['text']],
    ['a note', ['text']],
  ])('meta of any shape is kept: %j', (meta, kinds) => {
    const { annotations } = labelOf([aResult({ meta })]);
    expect(annotations[0]?.attributes.map((attribute) => attribute.value.kind)).toEqual(kinds);
  });

  it('a size of 0 is not known', () => {
    const { units } = labelOf([aResult({ original_width: 0, original_height: 0 })]);
    expect(units[0]).toMatchObject({ coordinates: 'relative' });
    expect(units[0]).not.toHaveProperty('width');
  });

  it.each([
    ['manual', 'person'],
    ['prediction', 'model'],
    ['prediction-changed', 'model-edited'],
  ])('an origin "%s" is a %s', (origin, expected) => {
    expect(labelOf([aResult({ origin })]).annotations[0]?.origin).toBe(expected);
  });
});

describe('a region that marks nothing', () => {
  it.each([
    ['a polygon of no points', aPolygon('bad', [])],
    ['a polygon of two points', aPolygon('bad', triangle.slice(1))],
    ['an open line of one point', aPolygon('bad', triangle.slice(1, 2), { closed: false })],
    [
      'a box whose coordinates are all null',
      aResult({ id: 'bad', value: { x: null, y: null, width: null, height: null, rectanglelabels: ['Car'] } }),
    ],
  ])('is left out alone, and reported: %s', (_what, bad) => {
    const relation = { type: 'relation', from_id: 'good', to_id: 'bad', direction: 'right' };
    const { annotations, leftOut } = labelOf([aPolygon('good', triangle), bad, relation]);
    expect(annotations.map(({ id, relations }) => [id, relations])).toEqual([['good', undefined]]);
    expect(leftOut).toContainEqual(expect.objectContaining({ id: 'bad', code: 'degenerate' }));
    expect(leftOut?.filter(({ code }) => code === 'value-not-kept')).toHaveLength(1);
  });

  it('is a sequence without key frames, too', () => {
    const config = '<View><Video name="v" value="$v"/><VideoRectangle name="box" toName="v"/></View>';
    const result = aResult({ type: 'videorectangle', to_name: 'v', value: { framesCount: 9, sequence: [] } });
    const label = labelOf([result], config, { data: { v: 'https://videos.example/1.mp4' } });
    expect(label.annotations).toEqual([]);
    expect(label.tracks).toBeUndefined();
    expect(label.leftOut).toMatchObject([{ id: 'region-1', code: 'degenerate' }]);
  });
});

describe('the name of what a task shows', () => {
  it.each([
    ['/data/local-files/?d=main%5C1-84.png', '1-84.png'],
    ['/data/local-files/?d=a b/ü#1.png', 'ü#1.png'],
    ['C:\\data\\img.png', 'img.png'],
    ['s3://bucket/shots/img#1.jpg', 'img#1.jpg'],
    ['s3://bucket/a\\b.jpg', 'a\\b.jpg'],
    ['gs://bucket/what?.jpg', 'what?.jpg'],
    ['https://images.example/1.jpg?signature=abc#top', '1.jpg'],
  ])('%s → %s', (address, name) => {
    expect(unitOf(address)?.name).toBe(name);
  });

  it('comes from text with variables, from a key with a dot, and from a value with spaces around it', () => {
    const config = (text: string) => `<View><Image name="image" value="${text}"/></View>`;
    const named = (text: string, data: object) => labelOf([], config(text), { data }).units[0]?.name;
    expect(named('https://images.example/$path', { path: 'a/7.png' })).toBe('7.png');
    expect(named('$img.url', { 'img.url': 'https://images.example/8.png' })).toBe('8.png');
    expect(named(' $image ', { image: 'https://images.example/9.png' })).toBe('9.png');
  });

  it('comes from the only item of a list as if there were no list', () => {
    const images = (...names: string[]) => names.map((name) => `https://images.example/${name}`);
    const unitsOf = (image: readonly string[]) => labelOf([], undefined, { data: { image } }).units;
    expect(unitsOf(images('a.png')).map(({ id, name }) => [id, name])).toEqual([['501', 'a.png']]);
  });
});

it('a frame rate may be a part of the task’s data', () => {
  const config = '<View><Video name="v" value="$v" framerate="$fps"/></View>';
  const { units } = labelOf([], config, { data: { v: 'https://videos.example/1.mp4', fps: 10 } });
  expect(units[0]?.framesPerSecond).toBe(10);
});

it('the choices of a taxonomy are not counted as tags, however often a repeater repeats them', () => {
  const choices = '<Choice value="a"/>'.repeat(300);
  const config = `<View><Repeater on="$pages"><Image name="i_{{idx}}" value="$pages[{{idx}}]"/><Taxonomy name="t_{{idx}}" toName="i_{{idx}}">${choices}</Taxonomy></Repeater></View>`;
  const pages = Array.from({ length: 150 }, (_, index) => `https://images.example/${index}.png`);
  expect(labelOf([], config, { data: { pages } }).units).toHaveLength(150);
});

it('a result of an unknown type refuses the label, or is left out where the connection says so', () => {
  const results = [aResult({}), aResult({ id: 'odd', type: 'hologramlabels' })];
  expect(refusalOf(() => labelOf(results))).toMatch(/result\[1\]\.type is "hologramlabels"/);
  const document = aTask(results);
  const ontology = { label_config: imageConfig };
  const { annotations, leftOut } = normalise({ ref: { occurredAt }, document, ontology }, '12', {
    unknownKinds: 'leave-out',
  });
  expect(annotations.map(({ id }) => id)).toEqual(['region-1']);
  expect(leftOut).toMatchObject([{ id: 'odd', code: 'unknown-kind' }]);
});

it('a tag with code of its own is refused by its name', () => {
  const config = '<View><ReactCode name="rc" toName="rc" data="$image"/></View>';
  const result = { id: 'r', from_name: 'rc', to_name: 'rc', type: 'reactcode', value: { reactcode: { a: 1 } } };
  expect(refusalOf(() => labelOf([result], config))).toMatch(/reactcode/);
});

it('a file of a target storage, with its task in the annotation, is read', () => {
  const { annotations, ...task } = aTask([aResult({})]) as { annotations: object[] };
  const [read] = savedDocuments.labelsIn({ ...annotations[0], task }, '12');
  expect(read).toMatchObject({ ref: { label: '9001', dataUnit: '501' }, document: { id: 501 } });
});
