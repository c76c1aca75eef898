import type { Bounds } from '../../label/geometry.ts';
import type { Size } from '../visible-parts.ts';

/** Thousandths of the page's width and height, whole numbers: the left, top, right and bottom edge. */
export type PageBox = readonly [left: number, top: number, right: number, bottom: number];

/** One line a page: its words, their boxes and their BIO tags. */
export type PageLine = {
  readonly file_name: string;
  /** Of a document, from 0; a picture is one. */
  readonly page: number;
  readonly tokens: readonly string[];
  readonly bboxes: readonly PageBox[];
  readonly ner_tags: readonly (string | number)[];
};

const negligible = 1e-6; // what arithmetic alone takes away

/** Without what is after the point, as in LayoutLM's own scripts. */
export function thousandths({ x, y, width, height }: Bounds, size: Size): PageBox {
  const share = (edge: number, whole: number) => Math.min(Math.trunc((1000 * edge) / whole + negligible), 1000);
  return [share(x, size.width), share(y, size.height), share(x + width, size.width), share(y + height, size.height)];
}
