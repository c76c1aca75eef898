import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mediaFacts } from '../../../lib/media/media-facts.ts';
import { MediaProblem, type MediaSource } from '../../../lib/media/media-source.ts';
import { mediaSamples } from '../../support/media-samples.ts';
import { madeSource, sourceOf } from '../../support/media-sources.ts';
import {
  avif,
  bmp,
  bmpOfOs2,
  gif,
  jpeg,
  png,
  pngWithExif,
  svg,
  tiff,
  tiffFile,
  webpWithExif,
} from '../../support/pictures.ts';
import { propertyRuns } from '../../support/property-runs.ts';

const unit = { id: 'unit-1', name: 'street/1.jpg', media: 'image' } as const;
const sizeOf = (source: MediaSource) => mediaFacts('size', [source], unit);
const shown = { width: 640, height: 480 };
const turned = { width: 480, height: 640 };

describe('the size of a picture', () => {
  it.each([
    ['PNG', png(640, 480)],
    ['GIF', gif(640, 480)],
    ['SVG', svg(640, 480)],
    ['JPEG', jpeg(shown)],
    ['progressive JPEG', jpeg({ ...shown, frame: 0xc2 })],
    ['lossless JPEG', jpeg({ ...shown, frame: 0xc3 })],
    ['arithmetic JPEG', jpeg({ ...shown, frame: 0xc9 })],
    ['TIFF', tiffFile(shown)],
    ['TIFF of a Macintosh', tiffFile({ ...shown, isLittle: false })],
    ['BigTIFF', tiffFile({ ...shown, isBig: true, pixels: 1_000 })],
    ['BigTIFF of a Macintosh', tiffFile({ ...shown, isBig: true, isLittle: false })],
    ['AVIF', avif(shown)],
  ])('is read from a %s', async (_kind, bytes) => {
    expect(await sizeOf(sourceOf(bytes))).toEqual(shown);
  });

  it.each([1, 2, 3, 4])('is as the pixels are stored with EXIF orientation %d', async (orientation) => {
    expect(await sizeOf(sourceOf(jpeg({ ...shown, orientation })))).toEqual(shown);
  });

  it.each([5, 6, 7, 8])('lies on its side with EXIF orientation %d', async (orientation) => {
    expect(await sizeOf(sourceOf(jpeg({ ...shown, orientation })))).toEqual(turned);
  });

  it.each([
    ['in an entry of its own', { entriesBefore: 3 }],
    ['behind a gap', { gap: 24 }],
    ['in the order of a PC', { isLittle: true }],
  ])('follows an EXIF orientation %s', async (_where, where) => {
    expect(await sizeOf(sourceOf(jpeg({ ...shown, orientation: 6, ...where })))).toEqual(turned);
  });

  it.each([
    ['a number of four bytes', { type: 4 }],
    ['no orientation that there is', { orientation: 9 }],
    ['of another picture, listed behind the directory', { entriesBefore: 1, listed: 1 }],
  ])('follows no EXIF orientation that is %s, as browsers do not', async (_what, parts) => {
    expect(await sizeOf(sourceOf(jpeg({ ...shown, orientation: 6, ...parts })))).toEqual(shown);
  });

  it.each([
    [1, turned],
    [2, shown],
    [3, turned],
  ])('follows a turn by %d quarters of an AVIF', async (quarters, size) => {
    expect(await sizeOf(sourceOf(avif({ ...shown, turned: quarters })))).toEqual(size);
  });

  it('is that of an AVIF as it is cropped, and then turned', async () => {
    const cropped = { width: 600, height: 400 };
    expect(await sizeOf(sourceOf(avif({ ...shown, cropped })))).toEqual(cropped);
    expect(await sizeOf(sourceOf(avif({ ...shown, cropped, turned: 1 })))).toEqual({ width: 400, height: 600 });
  });

  it.each([
    ['of Windows', bmp(640, 480)],
    ['whose first row is the upper one', bmp(640, -480)],
    ['of OS/2', bmpOfOs2(640, 480)],
  ])('is read from a BMP %s', async (_kind, bytes) => {
    expect(await sizeOf(sourceOf(bytes))).toEqual(shown);
  });

  it.each([
    ['in inches', '<svg width="6.6666666667in" height="5in"/>'],
    ['in picas and points', '<svg width="40pc" height="360pt"></svg>'],
    ['in centimetres and quarters of a millimetre', "<svg width='16.9333333333cm' height='508q'></svg>"],
    [
      'behind a declaration and comments',
      '<?xml version="1.0"?>\n<!-- > <svg width="1" height="2"> -->\n<svg height="480" width="640">',
    ],
    [
      'behind a document type',
      '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd"><svg width="640" height="480">',
    ],
    ['behind a byte order mark', '\ufeff<svg width="640" height="480">'],
    ['with a prefix', '<svg:svg xmlns:svg="http://www.w3.org/2000/svg" width="640" height="480">'],
    [
      'beside others',
      '<svg stroke-width="3" data-height="9" data-a=">" width="640" height="480"><svg width="1" height="1"/></svg>',
    ],
  ])('is read from an SVG that states it %s', async (_where, text) => {
    expect(await sizeOf(sourceOf(text))).toEqual(shown);
  });

  it.each([
    ['PNG', pngWithExif(640, 480, 6)],
    ['WebP', webpWithExif(640, 480, 6)],
    ['TIFF', tiffFile({ ...shown, orientation: 6 })],
  ])('is not known where EXIF lays a %s on its side, as tools show it differently', async (_kind, bytes) => {
    expect((await problemOf(sourceOf(bytes)))?.message).toMatch(/on its side by EXIF \(orientation 6\)/);
  });

  it.each([
    ['PNG', pngWithExif(640, 480, 3)],
    ['WebP', webpWithExif(640, 480, 3)],
    ['TIFF', tiffFile({ ...shown, orientation: 3 })],
  ])('is known where EXIF turns a %s over', async (_kind, bytes) => {
    expect(await sizeOf(sourceOf(bytes))).toEqual(shown);
  });

  it('is not that of a preview in the picture', async () => {
    const picture = jpeg({ ...shown, orientation: 1, preview: jpeg({ width: 16, height: 12 }) });
    expect(await sizeOf(sourceOf(picture))).toEqual(shown);
  });

  it('is found behind a colour profile of megabytes, of which no part is read twice', async () => {
    const source = sourceOf(jpeg({ ...shown, orientation: 6, before: 3_000_000 }));
    expect(await sizeOf(source)).toEqual(turned);
    const read = source.ranges.reduce((sum, [start, end]) => sum + end - start, 0);
    expect(read).toBeLessThan(4_000_000);
    expect(source.ranges.length).toBeLessThan(12);
  });

  it('is found at the end of a TIFF of three gigabytes, of which some kilobytes are read', async () => {
    const { header, place, directory } = tiff({ ...shown, pixels: 3_000_000_000 });
    let read = 0;
    const source = {
      name: 'slide.tif',
      read: async (start: number, end: number) => {
        read += end - start;
        const from = (part: Buffer, at: number) => part.subarray(Math.max(start - at, 0), Math.max(end - at, 0));
        return start < place ? Buffer.concat([from(header, 0)]) : from(directory, place);
      },
    };
    expect(await sizeOf(source)).toEqual(shown);
    expect(read).toBeLessThan(100_000);
  });

  it('takes one request for a picture as most are', async () => {
    const source = sourceOf(jpeg({ ...shown, orientation: 6 }));
    await sizeOf(source);
    expect(source.ranges).toHaveLength(1);
  });
});

const problemOf = async (source: MediaSource): Promise<MediaProblem | undefined> => {
  try {
    await sizeOf(source);
    return undefined;
  } catch (error) {
    if (error instanceof MediaProblem) return error;
    throw error;
  }
};

describe('a file that is no picture, or says no size,', () => {
  it.each([
    ['an empty file', Buffer.alloc(0)],
    ['zeros', Buffer.alloc(100_000)],
    ['a text', Buffer.from('Dear Anna')],
    ['a PDF', mediaSamples.pdf],
    ['a picture without pixels', png(0, 480)],
    ['a picture whose header says billions of pixels', png(2 ** 31, 2 ** 31)],
    ['a JPEG that is cut off before its size', jpeg(shown).subarray(0, 40)],
    ['a JPEG of segments without an end', Buffer.concat([jpeg(shown).subarray(0, 2), Buffer.alloc(200_000, 0xff)])],
    ['a TIFF whose directory is beyond its end', tiffFile({ ...shown, pixels: 1_000 }).subarray(0, 500)],
    ['a TIFF that begins with a preview', tiffFile({ ...shown, isPreview: true })],
    ['an AVIF with a box that is longer than what holds it', avif(shown).fill(0xff, 36, 40)],
    ['an AVIF that is cropped to more than it has', avif({ ...shown, cropped: { width: 700, height: 480 } })],
    [
      'an AVIF without a primary picture',
      Buffer.from(avif(shown).toString('latin1').replace('pitm', 'free'), 'latin1'),
    ],
    ['a BMP of an unknown kind', bmp(640, 480).fill(41, 14, 15)],
    ['an SVG with a view box alone', '<svg viewBox="0 0 640 480">'],
    ['an SVG as wide as its page', '<svg width="100%" height="100%" viewBox="0 0 640 480">'],
    ['an SVG in sizes of letters', '<svg width="40em" height="30em">'],
    ['an SVG with a part of a pixel', '<svg width="640.5" height="480">'],
    ['an SVG whose style says another size', '<svg style="fill:red;width:9px" width="640" height="480">'],
    ['an SVG whose size is an entity', '<!DOCTYPE svg [<!ENTITY w "640">]><svg width="&w;" height="480">'],
    ['a page with an SVG', '<!doctype html><html><body><svg width="640" height="480"></svg>'],
    ['an SVG whose tag has no end', `<svg width="640" height="480" ${'a="1" '.repeat(20_000)}`],
    ['a comment without an end', `<!--${' <svg width="640" height="480">'.repeat(3000)}`],
  ])('is a problem by name: %s', async (_what, bytes) => {
    const problem = await problemOf(sourceOf(bytes));
    expect(problem?.reason).toBe('media-unreadable');
    expect(problem?.message).toContain('files/1');
  });

  it.each([
    ['JPEG segments', (place: number) => (place === 1 ? 0xd8 : place % 4 < 1 ? 0xff : place % 4 === 1 ? 0xe0 : 1)],
    ['boxes', (place: number) => [0, 0, 0, 8, 0x66, 0x74, 0x79, 0x70][place % 8] ?? 0],
    ['0xFF', () => 0xff],
    [
      'empty segments of a JPEG',
      (place: number) => (place < 2 ? ([0xff, 0xd8][place] ?? 0) : ([0, 2, 0xff, 0xe0][place % 4] ?? 0)),
    ],
    ['fillers of a JPEG', (place: number) => (place === 1 ? 0xd8 : 0xff)],
  ])('ends soon, however long it is: endless %s', async (_what, byteAt) => {
    let read = 0;
    const { name, read: made } = madeSource(byteAt);
    const counted: MediaSource = {
      name,
      async read(start, end) {
        read += end - start;
        return made(start, end);
      },
    };
    expect(await problemOf(counted)).toBeInstanceOf(MediaProblem);
    expect(read).toBeLessThanOrEqual(32 * 1024 * 1024);
  });

  it('never has another size for being cut off or damaged in its length fields', async () => {
    const samples = [
      png(640, 480),
      gif(640, 480),
      jpeg({ ...shown, orientation: 3, preview: jpeg({ width: 9, height: 9 }) }),
      tiffFile(shown),
      avif(shown),
    ];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...samples), fc.nat(), async (sample, cut) => {
        const part = sample.subarray(0, cut % (sample.length + 1));
        const problem = await problemOf(sourceOf(part));
        if (!problem) expect(await sizeOf(sourceOf(part))).toEqual(shown);
      }),
      { numRuns: propertyRuns(200) },
    );
  });

  it('is a problem and no mistake of ours, whatever its bytes are', async () => {
    const samples = [png(640, 480), jpeg(shown), tiffFile(shown), tiffFile({ ...shown, isBig: true }), avif(shown)];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...samples),
        fc.nat(),
        fc.uint8Array({ maxLength: 40 }),
        async (sample, at, noise) => {
          const bytes = Buffer.from(sample);
          bytes.set(noise.subarray(0, bytes.length), at % Math.max(bytes.length - noise.length, 1));
          await problemOf(sourceOf(bytes));
        },
      ),
      { numRuns: propertyRuns(200) },
    );
  });
});
