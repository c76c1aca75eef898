import { expect, it } from 'vitest';
import { colorOf } from '../../../../lib/platforms/label-studio/document/color.ts';

it.each([
  ['#1EAE3B', '#1eae3b'],
  ['#1eae3b80', '#1eae3b'],
  ['#5b5', '#55bb55'],
  ['rgba(218, 1, 238, 1)', '#da01ee'],
  ['rgb(300,0,0)', '#ff0000'],
  ['Red', '#ff0000'],
  ['papayawhip', undefined],
  ['', undefined],
  [undefined, undefined],
])('reads the colour %s as %s', (written, color) => {
  expect(colorOf(written)).toBe(color);
});
