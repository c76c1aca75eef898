import { encodeBinary } from '@thi.ng/rle-pack';
import { encode as encodePng } from 'fast-png';
import { expect, it } from 'vitest';
import { labelOf, refusalOf } from './label-of.ts';
import { aResult } from './tasks.ts';

type Json = Record<string, unknown>;
const shapeOf = (parts: Json) => labelOf([aResult(parts)]).annotations[0]?.shape;

const size = { original_width: 5, original_height: 3 };
const alpha = [0, 255, 127, 128, 0, 0, 0, 0, 0, 0, 255, 0, 0, 0, 255];
const wanted = { kind: 'mask', width: 5, height: 3, counts: [1, 1, 1, 1, 6, 1, 3, 1] };
const rgba = Uint8Array.from(alpha.flatMap((value) => [9, 9, 9, value]));

it('reads the mask of a brush from the alpha channel', () => {
  const rle = [...encodeBinary(rgba, rgba.length)];
  expect(shapeOf({ ...size, type: 'brushlabels', value: { format: 'rle', rle, brushlabels: ['Car'] } })).toEqual(
    wanted,
  );
});

it('reads the mask of a bitmap from the alpha channel', () => {
  const png = encodePng({ width: 5, height: 3, data: rgba, channels: 4, depth: 8 });
  const imageDataURL = `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
  const value = { imageDataURL, bitmasklabels: ['Car'] };
  expect(shapeOf({ ...size, type: 'bitmasklabels', value })).toEqual(wanted);
  expect(refusalOf(() => shapeOf({ type: 'bitmasklabels', value }))).toMatch(
    /imageDataURL must be a picture of 640 × 480 pixels .*, but is one of 5 × 3/,
  );
  const broken = { ...value, imageDataURL: imageDataURL.slice(0, 80) };
  expect(refusalOf(() => shapeOf({ ...size, type: 'bitmasklabels', value: broken }))).toMatch(
    /damaged PNG|must be a PNG/,
  );
});

it('refuses a mask that does not fill its picture, or whose picture has no size', () => {
  const rle = [...encodeBinary(rgba, rgba.length)];
  const brush =
    (parts: Json, bytes: unknown = rle) =>
    () =>
      shapeOf({ ...size, type: 'brushlabels', value: { format: 'rle', rle: bytes, brushlabels: ['Car'] }, ...parts });
  expect(refusalOf(brush({ original_width: 6 }))).toMatch(/result\[0\]\.value\.rle.*60 values.*6 × 3/);
  expect(refusalOf(brush({}, rle.slice(0, -2)))).toMatch(/rle.*ends before/);
  expect(refusalOf(brush({}, [...rle.slice(0, 6), 'x']))).toMatch(/rle.*Item 6/);
  expect(refusalOf(brush({ original_width: null, original_height: null }))).toMatch(/must have original_width/);
});
