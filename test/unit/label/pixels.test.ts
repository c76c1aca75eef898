import { describe, expect, it } from 'vitest';
import { maskOfColour, maskOfNonBlack, type Pixels } from '../../../lib/label/pixels.ts';

const red = [255, 0, 0] as const;

const picture = (channels: number, ...pixels: readonly (readonly number[])[]): Pixels => ({
  width: pixels.length,
  height: 1,
  channels,
  data: Uint8Array.from(pixels.flat()),
});

describe('the mask of a colour', () => {
  it('runs row by row, beginning with what is not of the colour', () => {
    const data = Uint8Array.from([255, 0, 0, 255, 0, 0, 0, 0, 0, 255, 0, 0]);
    expect(maskOfColour({ width: 2, height: 2, channels: 3, data }, red)).toEqual([0, 2, 1, 1]);
    expect(maskOfColour({ width: 2, height: 2, channels: 3, data }, [0, 0, 0])).toEqual([2, 1, 1]);
  });

  it('is exact in each of red, green and blue', () => {
    const near = picture(3, [254, 0, 0], [255, 1, 0], [255, 0, 1], [255, 0, 0]);
    expect(maskOfColour(near, red)).toEqual([3, 1]);
  });

  it('takes no notice of alpha', () => {
    expect(maskOfColour(picture(4, [255, 0, 0, 0], [255, 0, 0, 255], [0, 0, 0, 255]), red)).toEqual([0, 2, 1]);
  });

  it.each([1, 2])('takes grey for a colour of equal parts, with %d channels', (channels) => {
    const grey = (value: number) => [value, 128].slice(0, channels);
    expect(maskOfColour(picture(channels, grey(9), grey(200), grey(9)), [9, 9, 9])).toEqual([0, 1, 1, 1]);
    expect(maskOfColour(picture(channels, grey(9)), [9, 9, 8])).toEqual([1]);
  });

  it('is found among values of 16 bits, too', () => {
    const data = Uint16Array.from([65_535, 0, 0, 255, 0, 0]);
    expect(maskOfColour({ width: 2, height: 1, channels: 3, data }, red)).toEqual([0, 1, 1]);
  });

  it.each<[string, Partial<Pixels>]>([
    ['some of the values', { data: new Uint8Array(5) }],
    ['packed values', { data: new Uint8Array(1), channels: 1 }],
    ['five channels', { data: new Uint8Array(10), channels: 5 }],
  ])('is refused of a picture with %s', (_what, parts) => {
    const pixels = { width: 2, height: 1, channels: 3, data: new Uint8Array(6), ...parts };
    expect(() => maskOfColour(pixels, red)).toThrow(/picture of 2 × 1/);
    expect(() => maskOfColour(pixels, red)).toThrow(RangeError);
  });
});

describe('the mask of what is not black', () => {
  it('holds every other grey', () => {
    expect(maskOfNonBlack(picture(1, [0], [1], [255], [0]))).toEqual([1, 2, 1]);
    expect(maskOfNonBlack(picture(1, [255], [0]))).toEqual([0, 1, 1]);
  });

  it('holds every other colour', () => {
    expect(maskOfNonBlack(picture(3, [0, 0, 0], [0, 0, 1], [0, 1, 0], [1, 0, 0]))).toEqual([1, 3]);
  });

  it('may hold nothing, or everything', () => {
    expect(maskOfNonBlack(picture(1, [0], [0]))).toEqual([2]);
    expect(maskOfNonBlack(picture(1, [7], [8]))).toEqual([0, 2]);
  });
});
