import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { mostRows, writePng } from '../../../../cli/preview/png-file.ts';
import { element } from '../../../../lib/preview/markup.ts';
import { newFolder } from '../../../../local/new-folder.ts';
import { png } from '../../../support/pictures.ts';

const sheet = (height: number) => ({ width: 1_000, height, svg: element('svg', {}, 'a drawing') });

/** A browser that writes a picture as large as its window. */
function aBrowser(answer = (width: number, height: number): Uint8Array => png(width, height)) {
  const pages: string[] = [];
  const run = async (_: string, args: readonly string[]) => {
    const optionOf = (name: string) => args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3) ?? '';
    const [width = 0, height = 0] = optionOf('window-size').split(',').map(Number);
    const scale = Number(optionOf('force-device-scale-factor'));
    pages.push(readFileSync(fileURLToPath(args.at(-1) ?? ''), 'utf8'));
    writeFileSync(optionOf('screenshot'), answer(width * scale, height * scale));
  };
  return { pages, run };
}

describe('a PNG of drawings', () => {
  it('is twice as large as on a screen, of a page that loads nothing, and nothing else is left in the folder', async () => {
    const { pages, run } = aBrowser();
    const file = join(newFolder(), 'x.png');
    await writePng(file, sheet(600.4), 'chromium', run);
    expect(readFileSync(file)).toEqual(png(2_000, 1_202));
    expect(pages[0]).toContain(`content="default-src 'none'; img-src data:; style-src 'unsafe-inline'"`);
    expect(pages[0]).toContain('<svg>a drawing</svg>');
    expect(readdirSync(join(file, '..'))).toEqual(['x.png']);
  });

  it('is as large as on a screen where twice as many rows are more than a browser draws', async () => {
    const file = join(newFolder(), 'x.png');
    await writePng(file, sheet(mostRows), 'chromium', aBrowser().run);
    expect(readFileSync(file)).toEqual(png(1_000, mostRows));
  });

  it('is refused where even they are more', async () => {
    const file = join(newFolder(), 'x.png');
    await expect(writePng(file, sheet(mostRows + 0.5), 'chromium', aBrowser().run)).rejects.toThrow(
      `at most ${mostRows} rows of pixels to be drawn, but ${file} would have ${mostRows + 1}`,
    );
  });

  it('is not written where a browser draws another size, draws nothing, or fails', async () => {
    const file = join(newFolder(), 'x.png');
    const small = aBrowser(() => png(300, 200));
    await expect(writePng(file, sheet(600), 'my-chrome', small.run)).rejects.toThrow(
      'my-chrome must draw 2000x1200 pixels, but drew 300x200 pixels.',
    );
    await expect(writePng(file, sheet(600), 'my-chrome', async () => undefined)).rejects.toThrow('drew no picture');
    const failing = async () => Promise.reject(new Error('exit code 1'));
    await expect(writePng(file, sheet(600), 'my-chrome', failing)).rejects.toThrow('my-chrome could not draw the PNG.');
    expect(existsSync(file)).toBe(false);
    expect(readdirSync(join(file, '..'))).toEqual([]);
  });
});
