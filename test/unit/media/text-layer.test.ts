import { describe, expect, it } from 'vitest';
import type { Unit } from '../../../lib/label/label.ts';
import { longestLayer, textLayer } from '../../../lib/media/text-layer.ts';
import { sourceOf } from '../../support/media-sources.ts';

const token = (id: string, content: string, [left, top, width, height]: number[]) => ({
  id,
  content,
  geometry: { left, top, width, height },
});
const page = (number: number, tokens: object[], others: object = { units: 'PERCENT' }) => ({
  number,
  groups: [{ id: `group-${number}`, content: 'a line', geometry: {}, tokens }],
  ...others,
});

const layoutOf = async (layer: unknown, unit: Partial<Unit> = {}) => {
  const bytes = layer instanceof Uint8Array ? layer : Buffer.from(JSON.stringify(layer));
  const document: Unit = { id: 'unit-1', name: 'bill.pdf', media: 'document', ...unit };
  return (await textLayer(sourceOf(bytes, 'layers/bill.json'), document)).layout;
};
const near = [0.1, 0.2, 0.3, 0.05];
const inPoints = { units: 'POINTS', width: 200, height: 400 };

describe('a text layer', () => {
  it('has the words of each page in shares of it, pages from 0 and in order', async () => {
    const layer = [
      page(2, [token('c', 'Pier', [20, 40, 60, 10])], inPoints),
      page(1, [token('a', 'Acme', near), token('b', 'Ltd', [0.4, 0.2, 0.1, 0.05])]),
    ];
    expect(await layoutOf(layer)).toEqual([
      {
        page: 0,
        words: [
          { id: 'a', text: 'Acme', box: [0.1, 0.2, 0.4, 0.25] },
          { id: 'b', text: 'Ltd', box: [0.4, 0.2, 0.5, 0.25] },
        ],
      },
      { page: 1, words: [{ id: 'c', text: 'Pier', box: [0.1, 0.1, 0.4, 0.125] }] },
    ]);
  });

  it('is in points of the page size that the platform says, where the layer does not say it', async () => {
    const layer = [page(2, [token('c', 'Pier', [20, 40, 60, 10])], { units: 'POINTS' })];
    const pageSizes = [{ page: 1, width: 100, height: 100 }];
    expect((await layoutOf(layer, { pageSizes }))?.[0]?.words[0]?.box).toEqual([0.2, 0.4, 0.8, 0.5]);
    await expect(layoutOf(layer)).rejects.toThrow(
      'layers/bill.json must say the size of its pages in points, but does not say that of number 2. Put the text layer there that was labelled.',
    );
  });

  it('ends at the edge of the page where a token goes a little beyond it', async () => {
    expect((await layoutOf([page(1, [token('a', 'I', [-0.01, 0.99, 1.02, 0.02])])]))?.[0]?.words[0]?.box).toEqual([
      0, 0.99, 1, 1,
    ]);
  });

  it.each([
    ['a PDF', Buffer.from('%PDF-1.7\n'), /must be a text layer in JSON/],
    ['another JSON', { pages: [] }, /must be a text layer in JSON/],
    ['of units that nobody knows', [page(1, [], { units: 'PIXELS' })], /must be a text layer in JSON/],
    ['without pages from 1', [page(0, [])], /must be a text layer in JSON/],
    ['with a page twice', [page(1, []), page(1, [])], /each page once, but has two of number 1/],
    [
      'with a token twice',
      [page(1, [token('a', 'a', near), token('a', 'b', near)])],
      /an id of its own for each token/,
    ],
    ['of hundredths', [page(1, [token('a', 'a', [10, 20, 30, 5])])], /one outside page 1/],
    ['with a word turned inside out', [page(1, [token('a', 'a', [0.5, 0.5, -0.1, 0.1])])], /one outside page 1/],
  ])('is refused where it is %s', async (_what, layer, message) => {
    await expect(layoutOf(layer)).rejects.toMatchObject({
      reason: 'media-unreadable',
      message: expect.stringMatching(message),
    });
  });

  it('is refused where it, or what a label would have of it, is too long', async () => {
    const refusal = { reason: 'media-too-large' };
    await expect(layoutOf(Buffer.alloc(longestLayer + 1, ' '))).rejects.toMatchObject(refusal);
    await expect(layoutOf([page(1, [token('a', 'a'.repeat(longestLayer / 2), near)])])).rejects.toMatchObject(refusal);
  });
});
