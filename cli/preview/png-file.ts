import { execFile } from 'node:child_process';
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { imageSize } from 'image-size';
import { element } from '../../lib/preview/markup.ts';
import type { SvgSheet } from '../../lib/preview/svg-file.ts';
import { needsNoSandbox } from '../chromium.ts';
import { newRunFolder, removeAbandoned } from '../run-folders.ts';

/** Pixels of the picture for one of the screen, so that it is sharp where screens have more. */
const usualScale = 2;
/** Chromium draws pictures of more rows in part, or not at all. */
export const mostRows = 30_000;
const mostMilliseconds = 120_000;
const runName = 'labelwire-png';

type Run = (program: string, args: readonly string[]) => Promise<unknown>;
const runBriefly: Run = (program, args) => promisify(execFile)(program, args, { timeout: mostMilliseconds });

/**
 * One PNG, twice as large as the SVG is on a screen, or as large where it would have more rows than a browser draws. A
 * browser of this machine draws it: it orders writing from right to left and finds letters in all of its fonts.
 */
export async function writePng(file: string, sheet: SvgSheet, chromium: string, run = runBriefly): Promise<void> {
  const { width, height } = { width: sheet.width, height: Math.ceil(sheet.height) };
  if (height > mostRows)
    throw new Error(
      `A PNG must have at most ${mostRows} rows of pixels to be drawn, but ${file} would have ${height}. Write a page with --out preview.html, or fewer units.`,
    );
  const scale = height * usualScale > mostRows ? 1 : usualScale;
  // A Chromium that is a snap reads and writes nothing in /tmp.
  const parent = resolve(dirname(file));
  removeAbandoned(parent, runName); // of runs that were killed
  const folder = newRunFolder(parent, runName);
  try {
    const [page, picture] = [join(folder, 'page.html'), join(folder, 'page.png')];
    writeFileSync(page, pageOf(sheet));
    await drawn(run, chromium, [
      '--headless',
      '--disable-gpu',
      '--hide-scrollbars',
      '--no-first-run',
      ...(needsNoSandbox() ? ['--no-sandbox'] : []),
      `--user-data-dir=${join(folder, 'profile')}`,
      `--force-device-scale-factor=${scale}`,
      `--window-size=${width},${height}`,
      `--screenshot=${picture}`,
      pathToFileURL(page).href,
    ]);
    check(picture, { width: width * scale, height: height * scale }, chromium);
    copyFileSync(picture, file);
  } finally {
    rmSync(folder, { recursive: true, maxRetries: 5 }); // processes of the browser may still be writing their last
  }
}

/** Loads nothing but the pictures that are in it. */
const pageOf = ({ svg }: SvgSheet): string =>
  `<!DOCTYPE html>\n${
    element(
      'html',
      { lang: 'en' },
      element(
        'head',
        {},
        element('meta', { charset: 'utf-8' }),
        element('meta', {
          'http-equiv': 'Content-Security-Policy',
          content: "default-src 'none'; img-src data:; style-src 'unsafe-inline'",
        }),
        element('style', {}, 'body{margin:0}svg{display:block}'),
      ),
      element('body', {}, svg),
    ).markup
  }\n`;

async function drawn(run: Run, chromium: string, args: readonly string[]): Promise<void> {
  try {
    await run(chromium, args);
  } catch (cause) {
    throw new Error(
      `${chromium} could not draw the PNG. Name another browser with CHROMIUM=/path/to/chrome, or write .svg or .html.`,
      { cause },
    );
  }
}

function check(
  picture: string,
  { width, height }: { readonly width: number; readonly height: number },
  chromium: string,
) {
  const found = sizeOf(picture);
  if (found?.width === width && found.height === height) return;
  const seen = found ? `${found.width}x${found.height} pixels` : 'no picture';
  throw new Error(
    `${chromium} must draw ${width}x${height} pixels, but drew ${seen}. Name another browser with CHROMIUM=/path/to/chrome, or write .svg or .html.`,
  );
}

function sizeOf(file: string): ReturnType<typeof imageSize> | undefined {
  try {
    return imageSize(readFileSync(file));
  } catch {
    return undefined; // a browser that fails may end with 0 and write nothing
  }
}
