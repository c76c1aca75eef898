import { describe, expect, it } from 'vitest';
import { formats } from '../../../../lib/formats/formats.ts';
import type { Annotation, Attribute } from '../../../../lib/label/label.ts';
import { readerOf } from '../../../support/reader-of.ts';
import { box, onePicture, written } from '../pitfalls/written.ts';

const reader = await readerOf(formats.funsd);

const text = (said: string, name = 'transcription'): Attribute => ({ name, value: { kind: 'text', text: said } });

function formOf(annotations: readonly Partial<Annotation>[], options: object = {}) {
  const { text: file, omitted } = written('funsd', onePicture(annotations), options);
  return {
    form: JSON.parse(file).form,
    omitted: omitted.map(({ code, detail }) => [code, detail].filter(Boolean).join(': ')),
  };
}

describe('entries of a form', () => {
  it('have a text, its words, and all pixels that the box touches: left, top, right, bottom', () => {
    const shape = box({ x: 10.2, y: 20, width: 30.5, height: 5 });
    expect(formOf([{ shape, attributes: [text('Full\u00a0name:')] }]).form).toEqual([
      {
        id: 0,
        text: 'Full\u00a0name:',
        box: [10, 20, 41, 25],
        label: 'car',
        words: [
          { text: 'Full', box: [10, 20, 41, 25] },
          { text: 'name:', box: [10, 20, 41, 25] },
        ],
        linking: [],
      },
    ]);
  });

  it.each([
    ['what arithmetic adds to an edge is no pixel', { x: 9.9999999999, width: 10.0000000002 }, [10, 0, 20, 10]],
    [
      'a box that is hardly there has a pixel all the same',
      { x: 49.9999993, width: 1.5e-6, height: 100 },
      [49, 0, 50, 100],
    ],
    ['at the left edge, too', { x: 0, width: 1.5e-6, height: 100 }, [0, 0, 1, 100]],
  ])('%s', (_what, edges, expected) => {
    expect(formOf([{ shape: box(edges) }]).form).toMatchObject([{ box: expected }]);
  });

  it('have no text and no words where nobody wrote one down', () => {
    expect(formOf([{ shape: box() }]).form).toMatchObject([{ text: '', words: [] }]);
  });

  it('have the lines that are answers to one question, and of several questions the first', () => {
    const attributes = [text('guess', 'text'), text('one'), text('two')];
    const { form, omitted } = formOf([{ shape: box(), attributes }]);
    expect(form).toMatchObject([{ text: 'one\ntwo', words: [{ text: 'one' }, { text: 'two' }] }]);
    expect(omitted).toEqual(['answer-not-held: text']);
  });

  it('are linked at both ends, by numbers that count the entries of the form alone', () => {
    const { form, omitted } = formOf([
      { id: 'outside', shape: box({ x: 500 }) },
      {
        id: 'question',
        shape: box(),
        relations: [
          { to: 'answer', bothWays: false },
          { to: 'outside', bothWays: false },
        ],
      },
      { id: 'answer', shape: box(), relations: [{ to: 'question', bothWays: true, name: 'of' }] },
    ]);
    expect(form.map(({ linking }: { linking: unknown }) => linking)).toEqual([
      [
        [0, 1],
        [1, 0],
      ],
      [
        [0, 1],
        [1, 0],
      ],
    ]);
    expect(omitted).toEqual(['outside-image', 'link-not-held: to what is not in the form', 'link-not-held: name: of']);
  });
});

describe('a form that is read', () => {
  const read = (content: string, path = 'annotations/1.json') =>
    reader.read({ path, bytes: Buffer.from(content) }, { classes: [], sizeOf: () => undefined }, {});

  it.each([
    ['is not JSON', '{', 'must be JSON'],
    ['has no boxes', '{"form":[{"label":"a"}]}', 'must be a form with boxes and labels'],
  ])('is refused where it %s', (_what, content, message) => {
    expect(() => read(content)).toThrow(message);
  });

  it('is refused at another path', () => {
    expect(() => read('{"form":[]}', 'forms/1.json')).toThrow('must be annotations/<name>.json');
  });
});
