import fc from 'fast-check';
import { encode, type ImageData } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { InvalidConfiguration, PlatformThrottled } from '../../../../lib/contracts/errors.ts';
import { downloadMasks } from '../../../../lib/platforms/labelbox/api/download-masks.ts';
import { type MaskColour, maskAddresses, packed } from '../../../../lib/platforms/labelbox/document/mask-addresses.ts';
import { decodeMasks } from '../../../../lib/platforms/labelbox/document/mask-runs.ts';
import { normalise } from '../../../../lib/platforms/labelbox/document/normalise.ts';
import { Path } from '../../../../lib/platforms/labelbox/document/parts.ts';
import type { HttpRequest, PlatformApi } from '../../../../lib/platforms/platform.ts';

const invalid = (message: RegExp) =>
  expect.objectContaining({ name: 'InvalidLabel', message: expect.stringMatching(message) });

type Colour = readonly [number, number, number];
const colours = [
  [0, 0, 0],
  [255, 0, 0],
  [1, 2, 3],
  [254, 255, 255],
] as const satisfies readonly Colour[];
type Drawing = { readonly width: number; readonly pixels: readonly number[] };

/** Pixels are indices of `colours`; 0 is background. */
const drawing: fc.Arbitrary<Drawing> = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
  .chain(([width, height]) =>
    fc.record({
      width: fc.constant(width),
      pixels: fc.array(fc.nat({ max: 3 }), { minLength: width * height, maxLength: width * height }),
    }),
  );

const picture = ({ width, pixels }: Drawing, rest: Omit<ImageData, 'width' | 'height'>): Uint8Array =>
  encode({ width, height: pixels.length / width, ...rest });
const bytes = (drawn: Drawing, of: (index: number) => readonly number[]) => Uint8Array.from(drawn.pixels.flatMap(of));

const inRgb = (drawn: Drawing) => picture(drawn, { channels: 3, data: bytes(drawn, (index) => colours[index] ?? []) });
const inRgba = (drawn: Drawing) =>
  picture(drawn, {
    channels: 4,
    // transparent is background, whatever its colour
    data: bytes(drawn, (index) => (index === 0 ? [9, 9, 9, 0] : [...(colours[index] ?? []), 255])),
  });
const inPalette = (drawn: Drawing) =>
  picture(drawn, {
    channels: 1,
    palette: colours.map((colour) => [...colour]) as [number, number, number][],
    data: bytes(drawn, (index) => [index]),
  });
/** Two bits a pixel, each row from a byte of its own on. */
const inTwoBits = (drawn: Drawing) => {
  const rows = Array.from({ length: drawn.pixels.length / drawn.width }, (_, row) =>
    drawn.pixels.slice(row * drawn.width, (row + 1) * drawn.width),
  );
  const packedRows = rows.map((row) =>
    Array.from({ length: Math.ceil(row.length / 4) }, (_, byte) =>
      [0, 1, 2, 3].reduce((sum, place) => sum | ((row[byte * 4 + place] ?? 0) << (6 - 2 * place)), 0),
    ),
  );
  const palette = colours.map((colour) => [...colour]) as [number, number, number][];
  return picture(drawn, { channels: 1, depth: 2, palette, data: Uint8Array.from(packedRows.flat()) });
};
/** What is transparent in a palette, whatever its colour, is background. */
const inClearPalette = (drawn: Drawing) =>
  picture(drawn, {
    channels: 1,
    palette: colours.map((colour, index) => (index === 0 ? [9, 9, 9, 0] : [...colour, 255])) as [
      number,
      number,
      number,
      number,
    ][],
    data: bytes(drawn, (index) => [index]),
  });
const inGrey = (drawn: Drawing) => picture(drawn, { channels: 1, data: bytes(drawn, (index) => [index && 255]) });

/** Foreground by foreground, without runs. */
const pixelsOf = (counts: readonly number[] = []): boolean[] =>
  counts.flatMap((run, index) => Array.from({ length: run }, () => index % 2 === 1));
const path = new Path('mask');

describe('a mask', () => {
  it.each([
    ['RGB', inRgb],
    ['RGBA', inRgba],
    ['a palette', inPalette],
    ['a palette with a transparent colour', inClearPalette],
    ['a palette of two bits', inTwoBits],
  ])('in %s gives the pixels of each colour, row by row', (_what, drawn) => {
    fc.assert(
      fc.property(drawing, (of) => {
        const wanted = new Set<MaskColour>(['any', ...colours.slice(1).map((colour) => packed(colour) ?? 0)]);
        const { width, height, runs } = decodeMasks(drawn(of), wanted, path);
        expect([width, height]).toEqual([of.width, of.pixels.length / of.width]);
        expect(pixelsOf(runs.get('any'))).toEqual(of.pixels.map((index) => index > 0));
        for (const [index, colour] of colours.entries()) {
          if (index > 0) expect(pixelsOf(runs.get(packed(colour) ?? 0))).toEqual(of.pixels.map((one) => one === index));
        }
      }),
    );
  });

  it('in grey is whatever is not black', () => {
    fc.assert(
      fc.property(drawing, (of) => {
        const { runs } = decodeMasks(inGrey(of), new Set<MaskColour>(['any']), path);
        expect(pixelsOf(runs.get('any'))).toEqual(of.pixels.map((index) => index > 0));
      }),
    );
  });

  const whole = inRgb({ width: 3, pixels: [0, 1, 1, 0, 0, 0] });
  const with32 = (place: number, value: number) => {
    const changed = Buffer.from(whole);
    changed.writeUInt32BE(value, place);
    return changed;
  };
  it.each([
    ['that is no PNG', Buffer.from('<html>not found</html>'), /mask points to a mask that is no PNG, of 22 bytes/],
    ['that is cut short', whole.subarray(0, whole.length - 20), /is a damaged PNG/],
    ['with a byte changed', Buffer.from(whole).fill(7, 45, 46), /is a damaged PNG/],
    ['without pixels', with32(16, 0), /is a mask without pixels/],
    ['too large to unpack', with32(16, 40_000_000), /40000000 × 2 pixels, 240000000 bytes unpacked; at most/],
    ['of sixteen bits', Buffer.from(whole).fill(16, 24, 25), /a PNG of 16 bits a channel/],
    ['that comes in several passes', Buffer.from(whole).fill(1, 28, 29), /a PNG in several passes/],
    [
      'larger than its pixels',
      Buffer.concat([whole, Buffer.alloc(2 * 1024 * 1024)]),
      /more than its 3 × 2 pixels can need/,
    ],
  ])('%s is refused', (_what, file, message) => {
    expect(() => decodeMasks(file, new Set<MaskColour>(['any']), path)).toThrow(invalid(message));
  });
});

describe('a label with masks', () => {
  const single = 'https://api.labelbox.com/api/v1/projects/p/annotations/a/index/1/mask';
  const composite = 'https://api.labelbox.com/api/v1/tasks/t/masks/m/index/1';
  const drawn = inRgb({ width: 3, pixels: [0, 1, 1, 0, 2, 0] });
  const object = (geometry: object) => ({ name: 'water', annotation_kind: 'ImageSegmentationMask', ...geometry });
  const labelOf = (objects: object[], files: Record<string, Uint8Array>, media: object = {}) =>
    normalise(
      {
        ref: { occurredAt: '2026-05-04T12:00:00.000Z' },
        document: {
          data_row: { id: 'row-1' },
          media_attributes: media,
          projects: { p: { labels: [{ id: 'label-1', annotations: { objects } }] } },
        },
        attachments: new Map(Object.entries(files)),
      },
      'p',
    );

  it('takes its size from them where the data row tells none', () => {
    const { units, annotations } = labelOf([object({ mask: { url: single } })], { [single]: drawn });
    expect(units[0]).toMatchObject({ width: 3, height: 2 });
    expect(annotations[0]?.shape).toEqual({ kind: 'mask', width: 3, height: 2, counts: [1, 2, 1, 1, 1] });
  });

  it('reads one picture for all of its objects', () => {
    const objects = [1, 2].map((index) => object({ composite_mask: { url: composite, color_rgb: colours[index] } }));
    const { annotations } = labelOf(objects, { [composite]: drawn });
    expect(annotations.map(({ shape }) => shape?.kind === 'mask' && shape.counts)).toEqual([
      [1, 2, 3],
      [4, 1, 1],
    ]);
  });

  it('keeps a mask of one object that a person erased', () => {
    const nothing = inGrey({ width: 3, pixels: [0, 0, 0, 0, 0, 0] });
    const [annotation] = labelOf([object({ mask: { url: single } })], { [single]: nothing }).annotations;
    expect(annotation?.shape).toMatchObject({ counts: [6] });
  });

  const inColour = (color_rgb: unknown) => object({ composite_mask: { url: composite, color_rgb } });
  it.each<[string, object, object, RegExp]>([
    [
      'of another size than its picture',
      object({ mask: { url: single } }),
      { width: 4, height: 2 },
      /mask is a mask of 3 × 2 pixels, and the picture has 4 × 2/,
    ],
    ['that was not downloaded', object({ mask: { url: 'https://example.com' } }), {}, /not downloaded with the label/],
    ['in a colour that is not there', inColour([9, 9, 9]), {}, /color_rgb stands in no pixel of the composite/],
    ['in black', inColour([0, 0, 0]), {}, /not black, which is background/],
    ['in a colour of two numbers', inColour([1, 2]), {}, /three numbers from 0 to 255/],
    ['in a colour beyond 255', inColour([1, 2, 256]), {}, /three numbers from 0 to 255/],
    ['without an address', object({ mask: {} }), {}, /mask.url must be a text, and is missing/],
    ['that is neither', object({}), {}, /composite_mask must be an object, and is missing/],
    ['with a key unknown here', object({ mask: { url: single, scale: 2 } }), {}, /mask has unknown keys: scale/],
  ])('is refused with a mask %s', (_what, of, media, message) => {
    const files = { [single]: drawn, [composite]: drawn };
    expect(() => labelOf([of], files, media)).toThrow(invalid(message));
  });

  it('names each address once, in lists, frames and planes, and passes over whatever is broken', () => {
    const mask = { mask: { url: 'a' } };
    const coloured = (color_rgb: unknown) => ({ composite_mask: { url: 'b', color_rgb } });
    expect(
      maskAddresses({
        objects: [mask, coloured([0, 0, 1]), null, { mask: 5 }, { composite_mask: { url: 'c' } }],
        frames: { 1: { objects: { x: coloured([0, 0, 2]), y: coloured([0, 0, 1]) } }, 2: null },
        groups: { Axial: { frames: { 1: { objects: { z: { mask: { url: 'd' } } } } } }, Coronal: [] },
      }),
    ).toEqual(
      new Map<string, Set<MaskColour>>([
        ['a', new Set(['any' as const])],
        ['b', new Set([1, 2])],
        ['d', new Set(['any' as const])],
      ]),
    );
    expect(maskAddresses('nothing')).toEqual(new Map());
  });
});

describe('the download of masks', () => {
  /** Answers each request by its path, `atOnce` telling how many were open together. */
  function apiOf(answer: (request: HttpRequest) => { status: number; body?: Uint8Array }) {
    const seen: HttpRequest[] = [];
    let [open, atOnce] = [0, 0];
    const api: PlatformApi = {
      url: 'https://api.labelbox.test',
      credential: 'the key',
      now: () => new Date(0),
      wait: async () => {},
      async request(request) {
        seen.push(request);
        atOnce = Math.max(atOnce, ++open);
        await new Promise((resolve) => setImmediate(resolve));
        open--;
        const { status, body = new Uint8Array(1) } = answer(request);
        return { status, headers: new Headers(), body };
      },
    };
    return { api, seen, atOnce: () => atOnce };
  }
  const addresses = Array.from({ length: 50 }, (_, index) => `https://api.labelbox.test/api/v1/masks/${index}`);

  it('asks for each once, a few at a time', async () => {
    const { api, seen, atOnce } = apiOf(() => ({ status: 200 }));
    expect([...(await downloadMasks(addresses, api)).keys()].sort()).toEqual([...addresses].sort());
    expect(seen).toHaveLength(50);
    expect(atOnce()).toBe(8);
  });

  it('shows the key to Labelbox and to nobody else', async () => {
    const { api, seen } = apiOf(() => ({ status: 200 }));
    await downloadMasks(['https://api.labelbox.test/a', 'https://storage.test/b', 'http://api.labelbox.test/c'], api);
    expect(seen.map(({ headers }) => headers?.authorization)).toEqual(['Bearer the key', undefined, undefined]);
  });

  it('says of a mask that is gone why that may be, and asks for no more', async () => {
    const { api, seen } = apiOf(({ url }) => ({ status: url.endsWith('/7') ? 404 : 200 }));
    await expect(downloadMasks(addresses, api)).rejects.toEqual(invalid(/HTTP 404.*30 days after their export/));
    expect(seen.length).toBeLessThanOrEqual(16);
    await expect(downloadMasks(['no address'], api)).rejects.toEqual(invalid(/is no URL/));
  });

  it('refuses more than it can hold', async () => {
    const { api } = apiOf(() => ({ status: 200, body: new Uint8Array(30 * 1024 * 1024) }));
    await expect(downloadMasks(addresses.slice(0, 8), api)).rejects.toEqual(
      invalid(/more than 209715200 bytes in all/),
    );
  });

  it.each([new PlatformThrottled('slow down'), new InvalidConfiguration('not that host')])(
    'passes on what the request says, and asks for no more: %s',
    async (error) => {
      const { api, seen } = apiOf(() => {
        throw error;
      });
      await expect(downloadMasks(addresses, api)).rejects.toBe(error);
      expect(seen).toHaveLength(8);
    },
  );
});
