import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { quoted } from '../../lib/contracts/printable.ts';

/** Where `npm run page` puts it. */
export const builtPage = join(import.meta.dirname, '..', '..', 'console', 'built');

export type PageFile = { readonly bytes: Buffer; readonly contentType: string };

const contentTypes = {
  '/': { file: 'index.html', contentType: 'text/html; charset=utf-8' },
  '/page.js': { file: 'page.js', contentType: 'text/javascript; charset=utf-8' },
  '/page.css': { file: 'page.css', contentType: 'text/css; charset=utf-8' },
} as const;

/** The files of the page, by path. */
export function pageFiles(folder = builtPage): ReadonlyMap<string, PageFile> {
  if (!existsSync(folder))
    throw new Error(`${quoted(folder)} must hold the page, but is not there. Build it: npm run page`);
  return new Map(
    Object.entries(contentTypes).map(([path, { file, contentType }]) => [
      path,
      { bytes: readFileSync(join(folder, file)), contentType },
    ]),
  );
}
