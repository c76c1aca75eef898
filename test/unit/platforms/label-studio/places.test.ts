import { describe, expect, it } from 'vitest';
import { labelOf, refusalOf } from '../../../support/label-studio.ts';

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

describe('a mark', () => {
  it('in a sound is in milliseconds, on its channel, and tells the length of the sound', () => {
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

  it('in a text counts as JavaScript does, which what stands there shows', () => {
    const text = '👩‍🔬 Ada';
    const label = read('<Text name="m" value="$v"/>', text, 'labels', { start: 6, end: 9, text: 'Ada' });
    const [place] = label.annotations.map((annotation) => annotation.at);
    expect(place).toEqual({ kind: 'text', ranges: [{ start: 6, end: 9 }], text: 'Ada' });
    expect(label.units[0]?.text?.slice(6, 9)).toBe('Ada');
  });

  it('in a text past its end is refused', () => {
    const past = () => at('<Text name="m" value="$v"/>', 'abc', 'labels', { start: 1, end: 4 });
    expect(refusalOf(past)).toMatch(/annotations\[0\]\.at lies past the end.*result\[0\]/);
  });

  it('in a text that stands elsewhere is not measured by its address', () => {
    const tag = '<Text name="m" value="$v" valueType="url"/>';
    expect(at(tag, 'https://x.example.com/a.txt', 'labels', { start: 100, end: 400 })).toMatchObject({ kind: 'text' });
  });

  it('in a dialogue is the paragraphs from the first to the last', () => {
    const mark = (parts: Json) => at('<Paragraphs name="m" value="$v"/>', dialogue, 'paragraphlabels', parts);
    expect(mark({ start: '1', end: '1', startOffset: 0, endOffset: 3 })).toEqual({
      kind: 'message',
      parts: [{ message: '1', start: 0, end: 3 }],
    });
    expect(mark({ start: '0', end: '2', startOffset: 1, endOffset: 2 })).toMatchObject({
      parts: [{ message: '0', start: 1 }, { message: '1' }, { message: '2', end: 2 }],
    });
    expect(refusalOf(() => mark({ start: '1', end: '3' }))).toMatch(/value\.end must be from start to 2/);
    expect(refusalOf(() => mark({ start: '2', end: '1' }))).toMatch(/value\.end/);
    expect(refusalOf(() => mark({ start: '/p[1]', end: '1' }))).toMatch(/value\.start/);
  });

  it('in a time series stays in the values of its own time column', () => {
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

  it('in a page keeps its paths, and its place in the whole text where that is told', () => {
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

  it('on a page of a document counts pages from 0', () => {
    const value = { x: 0, y: 0, width: 10, height: 10, rotation: 0, page: 2 };
    expect(at('<Pdf name="m" value="$v"/>', 'a.pdf', 'rectanglelabels', value)).toEqual({ kind: 'page', page: 1 });
  });

  it('of a kind that its medium does not have is refused', () => {
    const mark = () => at('<Image name="m" value="$v"/>', 'a.png', 'labels', { start: 1, end: 2 });
    expect(refusalOf(mark)).toMatch(/result\[0\]\.value is a stretch from start to end, which image data do not have/);
  });
});
