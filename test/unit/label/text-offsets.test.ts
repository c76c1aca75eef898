import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textOffsets } from '../../../lib/label/text-offsets.ts';

const anyText = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'é', '🚦', '👩‍🔬', '\ud83d', '\udea6', '中') }),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('a', '🚦'), minLength: 60, maxLength: 200 }),
);

describe('offsets in a text', () => {
  it('count an emoji as two UTF-16 units and one code point', () => {
    const { toCodePoints, toUtf16 } = textOffsets('a🚦b');
    expect([0, 1, 3, 4].map(toCodePoints)).toEqual([0, 1, 2, 3]);
    expect([0, 1, 2, 3].map(toUtf16)).toEqual([0, 1, 3, 4]);
  });

  it('are those that counting the characters before them gives', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const offsets = textOffsets(text);
        const characters = [...text];
        for (let count = 0; count <= characters.length; count += 1) {
          const utf16 = characters.slice(0, count).join('').length;
          expect(offsets.toUtf16(count)).toBe(utf16);
          expect(offsets.toCodePoints(utf16)).toBe(count);
        }
      }),
    );
  });

  it('are unknown inside a character of two units', () => {
    expect(textOffsets('🚦').toCodePoints(1)).toBeUndefined();
  });

  it('may lie between the halves of two characters that are none', () => {
    expect(textOffsets('\udea6\ud83d').toCodePoints(1)).toBe(1);
  });

  it.each([-1, 0.5, 4, Number.NaN])('are unknown at %d, which is not a place of the text', (offset) => {
    const { toCodePoints, toUtf16 } = textOffsets('🚦b');
    expect(toCodePoints(offset)).toBeUndefined();
    expect(toUtf16(offset)).toBeUndefined();
  });
});
