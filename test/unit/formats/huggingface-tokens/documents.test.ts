import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formats } from '../../../../lib/formats/formats.ts';
import type { Annotation, Unit } from '../../../../lib/label/label.ts';
import { aLabel, anAnnotation } from '../../../support/labels.ts';
import { propertyRuns } from '../../../support/property-runs.ts';
import { readerOf } from '../../../support/reader-of.ts';
import { box, written } from '../pitfalls/written.ts';

/** Words of a line, each a twentieth of the page wide, from its left edge. */
const wordsOf = (texts: readonly string[], top: number, prefix: string) =>
  texts.map((text, index) => ({
    id: `${prefix}${index}`,
    text,
    box: [index / 20, top, (index + 1) / 20, top + 0.1] as [number, number, number, number],
  }));

const layout = [
  { page: 0, words: wordsOf(['Shipped', 'by', 'Acme', 'Ltd'], 0.1, 'a') },
  { page: 1, words: wordsOf(['Pier', ' ', '4'], 0.5, 'b') },
];
const bill: Unit = {
  id: 'unit-1',
  name: 'bills/1.pdf',
  media: 'document',
  coordinates: 'points',
  pageSizes: [{ page: 0, width: 600, height: 800 }],
  layout,
};

const marked = (...tokens: string[]): Partial<Annotation> => ({
  at: { kind: 'tokens', groups: [{ page: 0, tokens }] },
  shape: undefined,
});
const drawn = (shape: Annotation['shape'], page = 0): Partial<Annotation> => ({ at: { kind: 'page', page }, shape });

function pagesOf(parts: readonly Partial<Annotation>[], unit: Partial<Unit> = {}) {
  const annotations = parts.map((part, index) =>
    anAnnotation({ id: `annotation-${index}`, categoryKind: 'object', ...part }),
  );
  const label = aLabel({ units: [{ ...bill, ...unit }], annotations });
  const { text, files, omitted } = written('huggingface-tokens', label, { boxes: true });
  return {
    files: files.filter(({ namedAfter }) => namedAfter === 'unit').length,
    pages: text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)])),
    omitted: omitted.map(({ code, detail }) => [code, detail].filter(Boolean).join(': ')),
  };
}
const tagsOf = (...parts: Partial<Annotation>[]) => {
  const { pages, omitted } = pagesOf(parts);
  return { tags: pages.map(({ ner_tags }) => ner_tags.join(' ')), omitted };
};

describe('a document', () => {
  it('has a line a page, with all words of its text layer in thousandths of the page', () => {
    expect(pagesOf([marked('a2', 'a3')])).toEqual({
      files: 1,
      pages: [
        {
          file_name: 'bills/1.pdf',
          page: 0,
          tokens: ['Shipped', 'by', 'Acme', 'Ltd'],
          bboxes: [0, 50, 100, 150].map((left) => [left, 100, left + 50, 200]),
          ner_tags: ['O', 'O', 'B-car', 'I-car'],
        },
        {
          file_name: 'bills/1.pdf',
          page: 1,
          tokens: ['Pier', '4'],
          bboxes: [
            [0, 500, 50, 600],
            [100, 500, 150, 600],
          ],
          ner_tags: ['O', 'O'],
        },
      ],
      omitted: [],
    });
  });

  it('has the tag of a box on the words whose centres are in it', () => {
    expect(tagsOf(drawn(box({ x: 20, y: 100, width: 50, height: 40 })))).toEqual({
      tags: ['O B-car O O', 'O O'],
      omitted: [],
    });
  });

  it('has a name on both sides of a page break as two', () => {
    expect(tagsOf(marked('a3', 'b0', 'b1', 'b2'))).toEqual({
      tags: ['O O O B-car', 'B-car I-car'],
      omitted: ['ranges-not-held'],
    });
  });

  it('has the longer of two names that overlap', () => {
    expect(tagsOf(marked('a2'), marked('a2', 'a3'))).toEqual({
      tags: ['O O B-car I-car', 'O O'],
      omitted: ['overlap'],
    });
  });

  it.each([
    ['a token that the layer does not have', marked('a0', 'elsewhere'), 'text-differs: no such token'],
    ['a token of white space alone', marked('b1'), 'no-length'],
    ['no token', marked(), 'no-length'],
    ['a box without a word', drawn(box({ x: 0, y: 0, width: 10, height: 10 })), 'text-unknown'],
    ['a page without a shape', drawn(undefined), 'shape-unknown'],
    ['a box on a page of unknown size', drawn(box(), 1), 'size-unknown: of its page'],
  ])('is without an object that marks %s, and says so', (_what, part, reason) => {
    expect(tagsOf(marked('a0'), part)).toEqual({ tags: ['B-car O O O', 'O O'], omitted: [reason] });
    expect(pagesOf([part])).toMatchObject({ files: 0, omitted: [reason, 'unit-left-out: all objects omitted'] });
  });

  it('has no file without its text layer', () => {
    expect(pagesOf([marked('a0')], { layout: undefined })).toEqual({
      files: 0,
      pages: [],
      omitted: ['layout-unknown'],
    });
  });

  it('is read back as a thing for each name, on its page', async () => {
    const label = aLabel({ units: [bill], annotations: [anAnnotation({ categoryKind: 'object', ...marked('b0') })] });
    const { files } = written('huggingface-tokens', label, { boxes: true });
    const format = formats['huggingface-tokens'];
    const reader = await readerOf(format);
    const facts = { classes: ['car'], sizeOf: () => undefined };
    const own = files.filter(({ namedAfter }) => namedAfter === 'unit');
    expect(own.flatMap((file) => reader.read(file, facts, format.Options.parse({ boxes: true })))).toEqual([
      { unit: 'bills/1', category: 'car', at: { kind: 'page', page: 1 } },
    ]);
  });

  it('in which nothing is marked is a negative', () => {
    expect(pagesOf([])).toMatchObject({ files: 1, pages: [{ ner_tags: ['O', 'O', 'O', 'O'] }, {}], omitted: [] });
  });

  it('has as many names as are not reported, each begun once on every stretch of its words', () => {
    const ids = layout.flatMap(({ words }) => words.map(({ id }) => id));
    fc.assert(
      fc.property(fc.array(fc.subarray(ids, { minLength: 1 }), { maxLength: 4 }), (marks) => {
        const { pages, omitted } = pagesOf(marks.map((tokens) => marked(...tokens)));
        const tags: string[] = pages.flatMap(({ ner_tags }) => ner_tags);
        const kept = marks.length - omitted.filter((code) => ['overlap', 'no-length'].includes(code)).length;
        const split = omitted.filter((code) => code === 'ranges-not-held').length;
        const begun = tags.filter((tag) => tag === 'B-car').length;
        if (kept > 0) expect(begun).toBeGreaterThanOrEqual(kept + split);
        if (split === 0 && kept > 0) expect(begun).toBe(kept);
        for (const { ner_tags } of pages) expect(ner_tags[0]).not.toBe('I-car');
      }),
      { numRuns: propertyRuns(30) },
    );
  });
});
