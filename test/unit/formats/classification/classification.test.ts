import { describe, expect, it } from 'vitest';
import classification from '../../../../lib/formats/classification/index.ts';
import type { Annotation, Attribute, Label } from '../../../../lib/label/label.ts';
import { aLabel, anAnnotation } from '../../../support/labels.ts';

const written = (label: Label, dataSet?: { readonly splitOf: (unit: string) => string | undefined }) =>
  classification.write(label, {}, { classes: new Map(), labelName: 'label', document: undefined, dataSet });

const anAnswer = (attributes: Attribute[], category = 'Weather'): Annotation => {
  const { shape: _, ...rest } = anAnnotation({ id: `${category} of the unit`, category, attributes });
  return rest;
};
const radio = (name: string, choice: string, attributes: Attribute[] = []): Attribute => ({
  name,
  value: { kind: 'radio', choice: { name: choice, attributes } },
});

const labelOf = (...annotations: Annotation[]): Label =>
  aLabel({
    categories: [
      { name: 'car', kind: 'object' },
      ...annotations.flatMap(({ category, shape }) =>
        shape ? [] : [{ name: category, kind: 'classification' as const }],
      ),
    ],
    annotations,
  });
const lineOf = (...annotations: Annotation[]): unknown =>
  JSON.parse(Buffer.from(written(labelOf(...annotations)).files[0]?.bytes ?? []).toString('utf8'));

describe('a line of answers', () => {
  it.each<[string, Attribute['value'], unknown]>([
    ['one choice', { kind: 'radio', choice: { name: 'rainy', attributes: [] } }, 'rainy'],
    ['several choices', { kind: 'checklist', choices: [{ name: 'rainy', attributes: [] }] }, ['rainy']],
    ['no choice of several', { kind: 'checklist', choices: [] }, []],
    ['a text', { kind: 'text', text: '12' }, '12'],
    ['a number', { kind: 'number', number: 12 }, 12],
    ['a ranking', { kind: 'ranking', items: ['dry', 'wet'] }, ['dry', 'wet']],
  ])('has %s as training code expects it', (_kind, value, expected) => {
    expect(lineOf(anAnswer([{ name: 'Weather', value }]))).toEqual({ file_name: 'street/1.jpg', Weather: expected });
  });

  it('names a question after the choice it hangs on, and an attribute of another name after its question', () => {
    const answer = anAnswer([radio('Weather', 'rainy', [radio('How heavy', 'drizzle')]), radio('seen by', 'camera')]);
    expect(lineOf(answer)).toEqual({
      file_name: 'street/1.jpg',
      Weather: 'rainy',
      'Weather/rainy/How heavy': 'drizzle',
      'Weather/seen by': 'camera',
    });
  });

  it('never lets a question take the column of the file name or the text', () => {
    const line = lineOf(
      anAnswer([radio('file_name', 'other.jpg')], 'file_name'),
      anAnswer([radio('text', 'other text')], 'text'),
    );
    expect(line).toEqual({ file_name: 'street/1.jpg', 'file_name (2)': 'other.jpg', 'text (2)': 'other text' });
  });

  it('has the name alone where no question is answered and nothing is drawn', () => {
    expect(lineOf()).toEqual({ file_name: 'street/1.jpg' });
  });

  it('is not written for a unit that has objects and no answer', () => {
    const { files, omitted } = written(labelOf(anAnnotation()));
    expect(files).toEqual([]);
    expect(omitted.map(({ code }) => code)).toEqual(['shape-not-held', 'unit-left-out']);
  });

  it('has no column for a question that is marked and has no answer, which is reported', () => {
    expect(lineOf(anAnswer([]))).toEqual({ file_name: 'street/1.jpg' });
    expect(written(labelOf(anAnswer([]))).omitted).toMatchObject([{ code: 'answer-not-held', detail: 'Weather' }]);
  });

  it('is one line whatever line breaks a text has', () => {
    const [file] = written(
      labelOf(anAnswer([{ name: 'Weather', value: { kind: 'text', text: 'a\nb\r\nc\u2028d\u0085' } }])),
    ).files;
    expect(
      Buffer.from(file?.bytes ?? [])
        .toString('utf8')
        .match(/[\r\n\u0085\u2028\u2029]/g),
    ).toEqual(['\n']);
  });

  it('is in the file of its split where labels are gathered', () => {
    const { files, pieces } = written(labelOf(anAnswer([radio('Weather', 'rainy')])), { splitOf: () => 'val' });
    expect(files).toEqual([]);
    expect(pieces).toMatchObject([{ file: 'val/metadata.jsonl', stream: 'lines' }]);
    const paths = classification.whole({ classes: [], splits: ['train', 'val'] }, {}).map(({ path }) => path);
    expect(paths).toEqual(['train/metadata.jsonl', 'val/metadata.jsonl']);
  });
});
