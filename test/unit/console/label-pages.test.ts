import { describe, expect, it } from 'vitest';
import type { LabelPage } from '../../../cli/labels/list-labels.ts';
import { LabelPages, type Row } from '../../../console/page/label-pages.ts';

const aRow = (index: number): Row => ({ key: `records/a/b/${index}.json`, problem: 'it is odd' });

/** A bucket of so many labels, of which a page has ten, and every third page none that fits. */
function loader(count: number) {
  const asked: (string | undefined)[] = [];
  const load = async (after: string | undefined): Promise<LabelPage> => {
    asked.push(after);
    const first = after === undefined ? 0 : Number(after) + 1;
    const last = Math.min(first + 10, count);
    const labels =
      (first / 10) % 3 === 2 ? [] : Array.from({ length: last - first }, (_, index) => aRow(first + index));
    return { labels, looked: last - first, withoutClasses: 0, ...(last < count ? { next: String(last - 1) } : {}) };
  };
  return { load, asked };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('a list of labels that somebody scrolls through', () => {
  it('has every label once, in their order, and knows its end', async () => {
    const { load } = loader(95);
    const pages = new LabelPages(load, () => undefined);
    while (!pages.isComplete) await pages.more();
    const rows = Array.from({ length: pages.count }, (_, index) => pages.at(index));
    const wanted = Array.from({ length: 95 }, (_, index) => index).filter((index) => Math.floor(index / 10) % 3 !== 2);
    expect(rows).toEqual(wanted.map(aRow));
    expect(pages.looked).toBe(95);
    expect(pages.at(pages.count)).toBeUndefined();
  });

  it('holds some pages of many, and loads one again that is come back to', async () => {
    const { load, asked } = loader(10_000);
    let changes = 0;
    const pages = new LabelPages(load, () => {
      changes += 1;
    });
    while (!pages.isComplete) await pages.more();
    expect(pages.heldRows).toBe(120);
    const before = [asked.length, changes];
    expect(pages.at(3)).toBeUndefined();
    expect(pages.at(4)).toBeUndefined();
    await settled();
    expect([asked.length, changes]).toEqual(before.map((count = 0) => count + 1));
    expect(pages.at(3)).toEqual(aRow(3));
    expect(pages.heldRows).toBe(120);
  });

  it('asks once for a page, however often it is wanted', async () => {
    const { load, asked } = loader(50);
    const pages = new LabelPages(load, () => undefined);
    await Promise.all([pages.more(), pages.more()]);
    expect(asked).toEqual([undefined]);
  });

  it('says why where it could not look, and lists nothing', async () => {
    const pages = new LabelPages(
      async () => {
        throw new Error('S3 did not serve bucket acme.');
      },
      () => undefined,
    );
    await pages.more();
    expect(pages.problem?.message).toBe('S3 did not serve bucket acme.');
    expect(pages.count).toBe(0);
  });
});
