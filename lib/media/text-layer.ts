import * as z from 'zod/mini';
import type { PageLayout } from '../label/page-layout.ts';
import type { Unit } from '../label/unit.ts';
import { MediaProblem, type MediaSource } from './media-source.ts';

/** Bytes. FetchLabels holds several of them at once, parsed, beside their labels. */
export const longestLayer = 16 * 1024 * 1024;

/** Bytes of the words as they are in the label, which is too long to be exported where they take all of its room. */
const longestLayout = 8 * 1024 * 1024;

const measure = z.number();
const positive = measure.check(z.positive());

const TextLayer = z.array(
  z.object({
    /** From 1. */
    number: z.int().check(z.positive()),
    units: z.enum(['POINTS', 'PERCENT']),
    width: z.nullish(positive),
    height: z.nullish(positive),
    groups: z.array(
      z.object({
        tokens: z.array(
          z.object({
            id: z.string().check(z.minLength(1)),
            content: z.string(),
            geometry: z.object({ left: measure, top: measure, width: measure, height: measure }),
          }),
        ),
      }),
    ),
  }),
);
type Page = z.infer<typeof TextLayer>[number];
type Geometry = Page['groups'][number]['tokens'][number]['geometry'];

/**
 * Of a text layer in JSON, a list of pages with groups of tokens: `POINTS` are 1/72 inch, `PERCENT` in fact 0 to 1 of the page.
 * `MediaProblem` where it is none, or too long, or does not say where each token is on its page.
 */
export async function textLayer(source: MediaSource, unit: Unit): Promise<Pick<Unit, 'layout'>> {
  const pages = await pagesIn(source);
  const unreadable = (what: string) =>
    new MediaProblem('media-unreadable', `${source.name} ${what}. Put the text layer there that was labelled.`);
  const [numbers, ids] = [new Set<number>(), new Set<string>()];
  const layout = pages.map((page): PageLayout => {
    if (numbers.has(page.number)) throw unreadable(`must have each page once, but has two of number ${page.number}`);
    numbers.add(page.number);
    const size = sizeOf(page, unit);
    if (!size)
      throw unreadable(`must say the size of its pages in points, but does not say that of number ${page.number}`);
    const words = page.groups.flatMap(({ tokens }) =>
      tokens.map(({ id, content, geometry }) => {
        if (ids.has(id)) throw unreadable('must have an id of its own for each token, but has one of two');
        ids.add(id);
        const box = boxOf(geometry, size);
        if (!box) throw unreadable(`must have its tokens on their page, but has one outside page ${page.number}`);
        return { id, text: content, box };
      }),
    );
    return { page: page.number - 1, words };
  });
  if (Buffer.byteLength(JSON.stringify(layout)) > longestLayout) throw tooLong(source, longestLayout, 'of words');
  return { layout: layout.sort((former, latter) => former.page - latter.page) };
}

async function pagesIn(source: MediaSource): Promise<readonly Page[]> {
  // One byte more than it may have says whether there are more.
  const bytes = await source.read(0, longestLayer + 1);
  if (bytes.length > longestLayer) throw tooLong(source, longestLayer, 'in all');
  const unreadable = (cause: Error) =>
    new MediaProblem(
      'media-unreadable',
      `${source.name} must be a text layer in JSON (a list of pages with number, units and groups of tokens), but is not. Put such a file there.`,
      { cause },
    );
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw unreadable(cause as Error);
  }
  const { data, error } = TextLayer.safeParse(json);
  if (!data) throw unreadable(error);
  return data;
}

const tooLong = ({ name }: MediaSource, most: number, what: string) =>
  new MediaProblem(
    'media-too-large',
    `${name} must have at most ${most} bytes ${what} to be exported, but has more. Split the document.`,
  );

/** What the token's numbers count to: 1 where they are shares. The platform may know the size of a page of which the layer does not say it. */
function sizeOf({ number, units, width, height }: Page, { pageSizes = [] }: Unit) {
  if (units === 'PERCENT') return { width: 1, height: 1 };
  return width && height ? { width, height } : pageSizes.find(({ page }) => page === number - 1);
}

/** Share of the page: character recognition puts some words a little beyond its edge. */
const mostBeyond = 0.05;

function boxOf({ left, top, width, height }: Geometry, page: { readonly width: number; readonly height: number }) {
  const [x1, x2] = [left / page.width, (left + width) / page.width];
  const [y1, y2] = [top / page.height, (top + height) / page.height];
  const isOnPage = [x1, x2, y1, y2].every((edge) => edge >= -mostBeyond && edge <= 1 + mostBeyond);
  if (!isOnPage || width < 0 || height < 0) return undefined;
  return [rounded(x1), rounded(y1), rounded(x2), rounded(y2)] satisfies PageLayout['words'][number]['box'];
}

/** A millionth of a page is finer than any printer, and takes half the room of a number of full length. */
const rounded = (share: number): number => Math.round(Math.min(Math.max(share, 0), 1) * 1e6) / 1e6;
