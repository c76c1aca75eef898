import fc from 'fast-check';
import { encode, type ImageData } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { FieldPath } from '../../../../lib/platforms/kit/fields.ts';
import {
  type MaskColour,
  maskAddresses,
  packedColour,
} from '../../../../lib/platforms/labelbox/document/mask-addresses.ts';
import { maskRuns } from '../../../../lib/platforms/labelbox/document/mask-runs.ts';
import { invalidLabel, labelOf as labelWith } from './labels-of.ts';

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
const path = new FieldPath('mask');

describe('a mask', () => {
  it.each([
    ['RGB', inRgb],
    ['RGBA', inRgba],
    ['a palette', inPalette],
    ['a palette with a transparent colour', inClearPalette],
    ['a palette of two bits', inTwoBits],
  ])('has the pixels of each colour, row by row, in %s', (_what, drawn) => {
    fc.assert(
      fc.property(drawing, (of) => {
        const wanted = new Set<MaskColour>(['any', ...colours.slice(1).map((colour) => packedColour(colour) ?? 0)]);
        const { width, height, runs } = maskRuns(drawn(of), wanted, path);
        expect([width, height]).toEqual([of.width, of.pixels.length / of.width]);
        expect(pixelsOf(runs.get('any'))).toEqual(of.pixels.map((index) => index > 0));
        for (const [index, colour] of colours.entries()) {
          if (index > 0)
            expect(pixelsOf(runs.get(packedColour(colour) ?? 0))).toEqual(of.pixels.map((one) => one === index));
        }
      }),
    );
  });

  it('is whatever is not black in grey', () => {
    fc.assert(
      fc.property(drawing, (of) => {
        const { runs } = maskRuns(inGrey(of), new Set<MaskColour>(['any']), path);
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
    ['is not a PNG', Buffer.from('<html>not found</html>'), /mask must be a PNG, but its 22 bytes are not/],
    ['is cut short', whole.subarray(0, whole.length - 20), /is a damaged PNG/],
    ['has a changed byte', Buffer.from(whole).fill(7, 45, 46), /is a damaged PNG/],
    ['has no pixels', with32(16, 0), /is a mask without pixels/],
    ['is too large to unpack', with32(16, 40_000_000), /40000000 × 2 pixels, 240000000 bytes unpacked; at most/],
    ['has sixteen bits a channel', Buffer.from(whole).fill(16, 24, 25), /a PNG of 16 bits a channel/],
    ['is interlaced', Buffer.from(whole).fill(1, 28, 29), /is an interlaced PNG/],
    [
      'is larger than its pixels',
      Buffer.concat([whole, Buffer.alloc(2 * 1024 * 1024)]),
      /more than its 3 × 2 pixels can need/,
    ],
  ])('is refused when it %s', (_what, file, message) => {
    expect(() => maskRuns(file, new Set<MaskColour>(['any']), path)).toThrow(invalidLabel(message));
  });
});

describe('a label with masks', () => {
  const single = 'https://api.labelbox.com/api/v1/projects/p/annotations/a/index/1/mask';
  const composite = 'https://api.labelbox.com/api/v1/tasks/t/masks/m/index/1';
  const drawn = inRgb({ width: 3, pixels: [0, 1, 1, 0, 2, 0] });
  const object = (geometry: object) => ({ name: 'water', annotation_kind: 'ImageSegmentationMask', ...geometry });
  const labelOf = (objects: object[], attachments: Record<string, Uint8Array>, media: object = {}) =>
    labelWith({ annotations: { objects }, attachments, media });

  it('takes its size from its masks where the data row has none', () => {
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

  it('leaves an object out that others of its composite mask cover, or whose composite mask is empty', () => {
    const nothing = inRgb({ width: 3, pixels: [0, 0, 0, 0, 0, 0] });
    const objects = [colours[1], colours[3]].map((color_rgb, index) => ({
      ...object({ composite_mask: { url: composite, color_rgb } }),
      feature_id: `mask-${index}`,
    }));
    const covered = labelOf(objects, { [composite]: drawn });
    expect(covered.annotations.map(({ id }) => id)).toEqual(['mask-0']);
    expect(covered.leftOut?.map(({ id, code, detail }) => [id, code, detail])).toEqual([
      ['mask-1', 'degenerate', 'a mask that others of the composite mask cover'],
    ]);
    const erased = labelOf(objects, { [composite]: nothing });
    expect(erased.annotations).toEqual([]);
    expect(erased.leftOut?.map(({ detail }) => detail)).toEqual(Array(2).fill('a mask without pixels'));
  });

  const inColour = (color_rgb: unknown) => object({ composite_mask: { url: composite, color_rgb } });
  it.each<[string, object, object, RegExp]>([
    [
      'of another size than its picture',
      object({ mask: { url: single } }),
      { width: 4, height: 2 },
      /mask must have the size of the picture, 4 × 2, but is 3 × 2/,
    ],
    [
      'that is turned against its picture by an EXIF orientation',
      object({ mask: { url: single } }),
      { width: 2, height: 3, exif_rotation: '6' },
      /is 3 × 2. The picture has the EXIF orientation 6, .* Store the picture upright/,
    ],
    [
      'that was not downloaded',
      object({ mask: { url: 'https://example.com' } }),
      {},
      /must be the address of a file that was downloaded with the label/,
    ],
    [
      'in a colour that no pixel has',
      inColour([9, 9, 9]),
      {},
      /color_rgb is the colour of no pixel of the composite mask, which has none of the colours of its label/,
    ],
    ['in black', inColour([0, 0, 0]), {}, /other than black, which is background/],
    ['in a colour of two numbers', inColour([1, 2]), {}, /three numbers from 0 to 255/],
    ['in a colour beyond 255', inColour([1, 2, 256]), {}, /three numbers from 0 to 255/],
    ['without an address', object({ mask: {} }), {}, /mask.url must be a string, but is missing/],
    ['of neither kind', object({}), {}, /composite_mask must be an object, but is missing/],
    [
      'with a key unknown here',
      object({ mask: { url: single, scale: 2 } }),
      {},
      /mask has a key "scale", which is not supported yet/,
    ],
  ])('is refused with a mask %s', (_what, of, media, message) => {
    const files = { [single]: drawn, [composite]: drawn };
    expect(() => labelOf([of], files, media)).toThrow(invalidLabel(message));
  });

  it('names the address of each mask once, in lists, frames and planes, and passes over whatever is broken', () => {
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
