import { writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import { groupJson } from '../../lib/preview/group-json.ts';
import { type Group, htmlPage } from '../../lib/preview/html-page.ts';
import { svgFile } from '../../lib/preview/svg-file.ts';

export const endings = ['.html', '.svg', '.json'] as const;

export const isPreviewFile = (file: string): boolean =>
  endings.some((ending) => extname(file).toLowerCase() === ending);

/** Writes the groups as the ending of the file says: a page, one SVG, or JSON. */
export function writePreview(file: string, title: string, groups: readonly Group[]): void {
  writeFileSync(file, textOf(extname(file).toLowerCase(), title, groups));
}

function textOf(ending: string, title: string, groups: readonly Group[]): string {
  if (ending === '.json') return `${JSON.stringify(groups.map(groupJson))}\n`;
  return ending === '.html' ? htmlPage(title, groups) : svgFile(groups.flatMap(({ drawings }) => drawings));
}
