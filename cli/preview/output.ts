import { writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import { groupJson } from '../../lib/preview/group-json.ts';
import { type Group, htmlPage } from '../../lib/preview/html-page.ts';
import { svgFile, svgSheet } from '../../lib/preview/svg-file.ts';
import { chromiumFile } from '../chromium.ts';
import { writePng } from './png-file.ts';

type Written = { readonly file: string; readonly title: string; readonly groups: readonly Group[] };
type Write = (written: Written) => void | Promise<void>;

const drawingsIn = (groups: readonly Group[]) => groups.flatMap(({ drawings }) => drawings);

/** By the ending of a file: what is written there, decided before anything is drawn. A PNG needs a browser of this machine. */
const writers: Readonly<Record<string, () => Write>> = {
  '.html':
    () =>
    ({ file, title, groups }) =>
      writeFileSync(file, htmlPage(title, groups)),
  '.svg':
    () =>
    ({ file, groups }) =>
      writeFileSync(file, svgFile(drawingsIn(groups))),
  '.json':
    () =>
    ({ file, groups }) =>
      writeFileSync(file, `${JSON.stringify(groups.map(groupJson))}\n`),
  '.png': () => {
    const chromium = chromiumFile(process.env);
    return ({ file, groups }) => writePng(file, svgSheet(drawingsIn(groups)), chromium);
  },
};

/** What writes groups to a file, as its ending says: a page, one picture, or JSON; undefined for another ending. */
export const previewWriter = (file: string): Write | undefined => writers[extname(file).toLowerCase()]?.();
