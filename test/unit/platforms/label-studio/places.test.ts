import { expect, it } from 'vitest';
import { labelOf, refusalOf } from './label-of.ts';

type Json = Record<string, unknown>;
const dialogue = [
  { author: 'A', text: 'One.' },
  { author: 'B', text: 'Two.' },
  { author: 'A', text: 'Three.' },
];
const read = (tag: string, value: unknown, type: string, parts: Json, more: Json = {}) =>
  labelOf(
    [{ id: 'r', from_name: 'l', to_name: 'm', type, value: { ...parts, [type]: ['L'] }, ...more }],
    `<View>${tag}<Labels name="l" toName="m"><Label value="L"/></Labels></View>`,
    { data: { v: value } },
  );
const at = (...of: Parameters<typeof read>) => read(...of).annotations[0]?.at;

it('reads a mark in a sound in milliseconds, with its channel, and the length of the sound', () => {
  const label = read(
    '<Audio name="m" value="$v"/>',
    'a.wav',
    'labels',
    { start: 0.5, end: 1.25, channel: 1 },
    { original_length: 12 },
  );
  expect(label.annotations[0]?.at).toEqual({ kind: 'time', ranges: [{ start: 500, end: 1250 }], channel: 1 });
  expect(label.units[0]).toMatchObject({ media: 'audio', durationMs: 12_000 });
});

it('counts a mark in a text in UTF-16 units, as the marked text shows', () => {
  const text = '👩‍🔬 Ada';
  const label = read('<Text name="m" value="$v"/>', text, 'labels', { start: 6, end: 9, text: 'Ada' });
  const [place] = label.annotations.map((annotation) => annotation.at);
  expect(place).toEqual({ kind: 'text', ranges: [{ start: 6, end: 9 }], text: 'Ada' });
  expect(label.units[0]?.text?.slice(6, 9)).toBe('Ada');
});

const inText = (value: string, parts: Json) => read('<Text name="m" value="$v"/>', value, 'labels', parts);

it('ends a mark at the end of its text where the marked text agrees, reports it, and refuses any other past the end', () => {
  const label = inText('in Paris', { start: 3, end: 9, text: 'Paris' });
  expect(label.annotations[0]?.at).toEqual({ kind: 'text', ranges: [{ start: 3, end: 8 }], text: 'Paris' });
  expect(label.leftOut).toEqual([
    { id: 'r', code: 'value-not-kept', path: 'result[0].value.end', detail: 'an end past the end of the text' },
  ]);
  for (const parts of [{ end: 9 }, { end: 9, text: 'Rome' }, { end: 9, text: '' }]) {
    expect(refusalOf(() => inText('in Paris', { start: 3, ...parts }))).toMatch(
      /value\.end must be at most 8, the length/,
    );
  }
});

it('keeps both a marked text that is not the text at its place and the place, so that formats of names leave it out', () => {
  const label = inText('a\r\nb\r\nParis x', { start: 4, end: 9, text: 'Paris' });
  expect(label.annotations[0]?.at).toEqual({ kind: 'text', ranges: [{ start: 4, end: 9 }], text: 'Paris' });
  expect(label.leftOut).toBeUndefined();
});

it('reports a marked text of a dialogue that is not the text of its paragraphs', () => {
  const mark = (parts: Json) => read('<Paragraphs name="m" value="$v"/>', dialogue, 'paragraphlabels', parts).leftOut;
  expect(mark({ start: '0', end: '1', startOffset: 2, endOffset: 3, text: 'e.\n\nTwo' })).toBeUndefined();
  expect(mark({ start: '0', end: '1', startOffset: 2, endOffset: 3, text: 'e.Too' })).toHaveLength(1);
});

it.each(['One\nTwo', 'One\\nTwo', 'One \r\n Two'])('takes white space as the editor writes it, as in %j', (text) => {
  expect(inText('One\nTwo', { start: 0, end: 7, text }).leftOut).toBeUndefined();
});

it.each<[string, unknown, string, Json]>([
  ['<Text name="m" value="$v"/>', 'abc', 'labels', { start: 2, end: 1 }],
  ['<Audio name="m" value="$v"/>', 'a.wav', 'labels', { start: 3, end: 1 }],
  ['<Audio name="m" value="$v"/>', 'a.wav', 'labels', { start: -3, end: -1 }],
  ['<Audio name="m" value="$v"/>', 'a.wav', 'labels', { start: null, end: null }],
  ['<Paragraphs name="m" value="$v"/>', dialogue, 'paragraphlabels', { start: '2', end: '1' }],
])('leaves out alone a mark in %s that has no length: of %j as %s %j', (tag, value, type, parts) => {
  const label = read(tag, value, type, parts);
  expect(label.annotations).toEqual([]);
  expect(label.leftOut?.map(({ id, code }) => [id, code])).toEqual([['r', 'degenerate']]);
});

it('begins a mark in a sound at its beginning at the earliest, in all channels where the channel is -1', () => {
  const label = read('<Audio name="m" value="$v"/>', 'a.wav', 'labels', { start: -0.01, end: 1, channel: -1 });
  expect(label.annotations[0]?.at).toEqual({ kind: 'time', ranges: [{ start: 0, end: 1000 }] });
  expect(label.leftOut?.map(({ path }) => path)).toEqual(['result[0].value.start', 'result[0].value.channel']);
});

it('does not measure a mark by the address of a text', () => {
  const tag = '<Text name="m" value="$v" valueType="url"/>';
  expect(at(tag, 'https://x.example.com/a.txt', 'labels', { start: 100, end: 400 })).toMatchObject({ kind: 'text' });
});

it('reads a mark in a dialogue as the paragraphs from the first to the last', () => {
  const mark = (parts: Json) => at('<Paragraphs name="m" value="$v"/>', dialogue, 'paragraphlabels', parts);
  expect(mark({ start: '1', end: '1', startOffset: 0, endOffset: 3 })).toEqual({
    kind: 'message',
    parts: [{ message: '1', start: 0, end: 3 }],
  });
  expect(mark({ start: '0', end: '2', startOffset: 1, endOffset: 2 })).toMatchObject({
    parts: [{ message: '0', start: 1 }, { message: '1' }, { message: '2', end: 2 }],
  });
  expect(refusalOf(() => mark({ start: '1', end: '3' }))).toMatch(/value\.end must be at most 2/);
  expect(refusalOf(() => mark({ start: '/p[1]', end: '1' }))).toMatch(/value\.start/);
});

it('keeps a mark in a time series in the values of the time column', () => {
  const mark = (parts: Json) =>
    at('<TimeSeries name="m" value="$v"/>', 's3://a/b.csv', 'timeserieslabels', { instant: false, ...parts });
  expect(mark({ start: 4, end: 23 })).toEqual({ kind: 'series', start: 4, end: 23 });
  expect(mark({ start: '2020-01-01', end: '2020-01-02' })).toEqual({
    kind: 'series',
    start: '2020-01-01',
    end: '2020-01-02',
  });
  expect(refusalOf(() => mark({ start: 4, end: '' }))).toMatch(/value\.end/);
});

it('keeps the paths of a mark in a page, and its offsets in the whole text where it has them', () => {
  const mark = (parts: Json) => at('<HyperText name="m" value="$v"/>', '<p>a</p>', 'hypertextlabels', parts);
  const paths = { start: '/p[1]/text()[1]', end: '/p[1]/text()[1]', startOffset: 0, endOffset: 1 };
  const range = { start: { xpath: '/p[1]/text()[1]', offset: 0 }, end: { xpath: '/p[1]/text()[1]', offset: 1 } };
  expect(mark(paths)).toEqual({ kind: 'markup', ranges: [range] });
  expect(mark({ ...paths, globalOffsets: { start: 3, end: 4 } })).toEqual({
    kind: 'markup',
    ranges: [{ ...range, textRange: { start: 3, end: 4 } }],
  });
  expect(refusalOf(() => mark({ ...paths, start: 0 }))).toMatch(/value\.start must be a path/);
});

it('counts the pages of a document from 0', () => {
  const value = { x: 0, y: 0, width: 10, height: 10, rotation: 0, page: 2 };
  expect(at('<Pdf name="m" value="$v"/>', 'a.pdf', 'rectanglelabels', value)).toEqual({ kind: 'page', page: 1 });
});

it('refuses a kind of mark that its medium does not have', () => {
  const mark = () => at('<Image name="m" value="$v"/>', 'a.png', 'labels', { start: 1, end: 2 });
  expect(refusalOf(mark)).toMatch(/result\[0\]\.value is a stretch from start to end, which image data do not have/);
});

const videoConfig =
  '<View><Video name="video" value="$clip"/><VideoRectangle name="box" toName="video"/><TimelineLabels name="phase" toName="video"><Label value="Red"/></TimelineLabels></View>';
const readVideo = (...results: unknown[]) =>
  labelOf(results, videoConfig, { data: { clip: 'https://videos.example.com/a.mp4' } });
const aRegion = {
  id: 'car',
  from_name: 'box',
  to_name: 'video',
  type: 'videorectangle',
  value: { framesCount: 100, sequence: [{ frame: 1, x: 10, y: 20, width: 30, height: 40 }], labels: ['Car'] },
};

const timeline = (ranges: unknown) => ({
  id: 'red',
  from_name: 'phase',
  to_name: 'video',
  type: 'timelinelabels',
  value: { ranges, timelinelabels: ['Red'] },
});

it('includes the last frame of a range of a timeline', () => {
  expect(
    readVideo(
      timeline([
        { start: 1, end: 10 },
        { start: 20, end: 20 },
      ]),
    ).annotations[0],
  ).toMatchObject({
    category: 'Red',
    categoryKind: 'object',
    at: {
      kind: 'frames',
      ranges: [
        { start: 0, end: 10 },
        { start: 19, end: 20 },
      ],
    },
  });
});

it('ends an open range of a timeline at the end of the video, which another region has', () => {
  const { annotations } = readVideo(timeline([{ start: 91, end: null }]), aRegion);
  expect(annotations[0]?.at).toEqual({ kind: 'frames', ranges: [{ start: 90, end: 100 }] });
});

it.each([
  [[{}], /ranges\[0\]\.end must be a frame, but is missing/],
  [[{ start: 0, end: 4 }], /ranges\[0\]\.start must be a whole number from 1/],
  [[{ start: 1, end: 4, frame: 3 }], /ranges\[0\] has a key "frame"/],
])('refuses the ranges %j of a timeline', (ranges, message) => {
  expect(refusalOf(() => readVideo(timeline(ranges)))).toMatch(message);
});

it.each([[[]], [[{ start: 5, end: 4 }]], [[{ start: null, end: null }]]])(
  'leaves out a timeline of the ranges %j',
  (ranges) => {
    const { annotations, leftOut } = readVideo(timeline(ranges), aRegion);
    expect(annotations.map(({ id }) => id)).toEqual(['car#0']);
    expect(leftOut?.map(({ id, code }) => [id, code])).toEqual([['red', 'degenerate']]);
  },
);

it('reports a range that ends before it starts among others', () => {
  const { annotations, leftOut } = readVideo(
    timeline([
      { start: 1, end: 2 },
      { start: 9, end: 4 },
    ]),
  );
  expect(annotations[0]?.at).toEqual({ kind: 'frames', ranges: [{ start: 0, end: 2 }] });
  expect(leftOut?.map(({ id, code, path }) => [id, code, path])).toEqual([
    ['red', 'value-not-kept', 'result[0].value.ranges[1]'],
  ]);
});

it('reads a message of a chat that has no calls of tools, and refuses one that has', () => {
  const said = (calls: unknown) =>
    labelOf(
      [
        {
          id: 'c',
          from_name: 'm',
          to_name: 'm',
          type: 'chatmessage',
          value: { chatmessage: { role: 'assistant', content: 'At noon.', tool_calls: calls } },
        },
      ],
      '<View><Chat name="m" value="$v"/></View>',
      { data: { v: [] } },
    );
  expect(said([]).units[0]?.messages).toContainEqual({ id: 'c', author: 'assistant', text: 'At noon.' });
  expect(refusalOf(() => said([{ id: 'call' }]))).toMatch(/tool_calls has calls of tools, which are not supported yet/);
});
