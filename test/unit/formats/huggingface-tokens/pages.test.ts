import { describe, expect, it } from 'vitest';
import { formats } from '../../../../lib/formats/formats.ts';
import type { Annotation, Attribute } from '../../../../lib/label/label.ts';
import { aLabel } from '../../../support/labels.ts';
import { readerOf } from '../../../support/reader-of.ts';
import { box, onePicture, written } from '../pitfalls/written.ts';

const reader = await readerOf(formats['huggingface-tokens']);

const text = (said: string, name = 'transcription'): Attribute => ({ name, value: { kind: 'text', text: said } });

function pageOf(annotations: readonly Partial<Annotation>[], options: object = {}) {
  const { text: file, omitted } = written('huggingface-tokens', onePicture(annotations), { boxes: true, ...options });
  const [line] = file.split('\n').filter((each) => each !== '');
  return {
    page: line === undefined ? undefined : JSON.parse(line),
    omitted: omitted.map(({ code, detail }) => [code, detail].filter(Boolean).join(': ')),
  };
}

describe('a page', () => {
  it('has the words of each object with its tags, and its box in thousandths of the page', () => {
    const shape = box({ x: 20, y: 10, width: 100.5, height: 5 });
    expect(pageOf([{ shape, attributes: [text('Full\u00a0name:')] }]).page).toEqual({
      file_name: 'street/1.jpg',
      page: 0,
      tokens: ['Full', 'name:'],
      bboxes: Array.from({ length: 2 }, () => [100, 100, 602, 150]),
      ner_tags: ['B-car', 'I-car'],
    });
  });

  it('cuts words at whatever Python takes for white space', () => {
    expect(pageOf([{ shape: box(), attributes: [text('a\u0085b\u001cc \ufeff d')] }]).page.tokens).toEqual([
      'a',
      'b',
      'c',
      'd',
    ]);
  });

  it('has boxes within the page, whatever the size of the page adds to a thousandth', () => {
    const shape = box({ x: -10, y: 0.7, width: 400, height: 99.3 });
    expect(pageOf([{ shape, attributes: [text('a')] }]).page.bboxes).toEqual([[0, 7, 1000, 1000]]);
  });

  it('has the tags as numbers of the class map', () => {
    const { page } = pageOf([{ shape: box(), attributes: [text('a b')] }], { tags: 'numbers' });
    expect(page.ner_tags).toEqual([1, 2]);
  });

  it('asks the questions of its options', () => {
    const attributes = [text('one', 'Rank'), text('two')];
    const { page, omitted } = pageOf([{ shape: box(), attributes }], { questions: ['Rank'] });
    expect(page.tokens).toEqual(['one']);
    expect(omitted).toEqual(['answer-not-held: transcription']);
  });

  it('is without an object of which nobody wrote down what is there, and no page at all where there is no other', () => {
    expect(pageOf([{ shape: box() }, { shape: box(), attributes: [text('a')] }])).toMatchObject({
      page: { tokens: ['a'] },
      omitted: ['text-unknown'],
    });
    expect(pageOf([{ shape: box(), attributes: [text(' ')] }])).toEqual({
      page: undefined,
      omitted: ['text-unknown', 'unit-left-out: all objects omitted'],
    });
  });

  it('is read back as a box for each object, in pixels where the size of the page is known', () => {
    const shape = box({ x: 20, y: 10, width: 100, height: 5 });
    const label = onePicture([{ shape, attributes: [text('a b')] }]);
    const { files } = written('huggingface-tokens', label, { boxes: true });
    const options = formats['huggingface-tokens'].Options.parse({ boxes: true });
    const read = (sizeOf: () => { width: number; height: number } | undefined) =>
      files.flatMap((file) => reader.read(file, { classes: ['car'], sizeOf }, options));
    expect(read(() => ({ width: 200, height: 100 }))).toEqual([{ unit: 'street/1', category: 'car', shape }]);
    expect(read(() => undefined)).toEqual([{ unit: 'street/1', category: 'car' }]);
  });

  it('is no text, and a text is no page', () => {
    const units = [{ id: 'unit-1', name: 'a.txt', media: 'text' as const, text: 'a' }];
    const { omitted } = written('huggingface-tokens', aLabel({ units, annotations: [] }), { boxes: true });
    expect(omitted).toMatchObject([{ code: 'media-not-held', detail: 'text' }]);
  });
});

it('each choice of options that changes the files has a tree of its own', () => {
  const nameOf = (options: object) =>
    formats['huggingface-tokens'].nameOf(formats['huggingface-tokens'].Options.parse(options));
  expect(
    [{}, { tags: 'numbers' }, { boxes: true }, { boxes: true, tags: 'numbers', questions: ['Rank'] }].map(nameOf),
  ).toEqual([
    'huggingface-tokens',
    'huggingface-tokens-numbers',
    'huggingface-tokens-boxes',
    'huggingface-tokens-boxes-numbers-Rank',
  ]);
});
