import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unitPath, unitPaths } from '../../../lib/formats/unit-path.ts';
import { anyName } from '../../support/labels.ts';

describe("a unit's path", () => {
  it.each([
    ['street/1.JPG', 'street/1'],
    ['scan.v2.png', 'scan.v2'],
    ['brain.nii.gz', 'brain'],
    ['scan.v2.NII.GZ', 'scan.v2'],
    ['.nii.gz', '.nii.gz'],
    ['no ending', 'no ending'],
    ['.hidden', '.hidden'],
    ['Straße/été 🚦.jpg', 'Straße/été 🚦'],
    ['/absolute//1.jpg', 'absolute/1'],
    ['../../etc/passwd', '_2e_2e/_2e_2e/etc/passwd'],
    ['./1.jpg', '_2e/1'],
    ['..', '_2e_2e'],
    ['C:\\images\\1.jpg', 'C_3a_5cimages_5c1'],
    ['https://example.com/train/x.jpg', 'https_3a/example.com/train/x'],
    ['IMG #1?.v2.JPG', 'IMG #1_3f.v2'],
    ['a<b>|"c"*.png', 'a_3cb_3e_7c_22c_22_2a'],
    ['con.jpg', '_63on'],
    ['Aux/Lpt1.v2.png', '_41ux/_4cpt1.v2'],
    ['NUL', '_4eUL'],
    ['com0 .jpg', '_63om0 '],
    ['console/auxiliary.jpg', 'console/auxiliary'],
    ['COM10.png', 'COM10'],
    ['camera 1./last /a..jpg', 'camera 1_2e/last_20/a.'],
    ['two\nlines\u0000.jpg', 'two_0alines_00'],
    ['/', 'unit'],
  ])('of %j is %j', (name, path) => {
    expect(unitPath({ name })).toBe(path);
  });

  it('never leaves its folder, is never empty, and is text that UTF-8 can hold', () => {
    const anyText = fc.oneof(anyName, fc.string({ unit: 'binary', minLength: 1 }), fc.stringMatching(/^[./\\a]+$/));
    fc.assert(
      fc.property(anyText, (name) => {
        const path = unitPath({ name });
        expect(`${path}.txt`.split('/')).not.toContain('..');
        expect(`${path}.txt`).not.toMatch(/^\/|\/\/|\\|(^|\/)\.(\/|$)/);
        expect(path).not.toBe('');
        expect(path.isWellFormed()).toBe(true);
      }),
    );
  });

  it('is a file that Windows takes, with any ending', () => {
    const device = /^(con|prn|aux|nul|conin\$|conout\$|com[\d¹²³]|lpt[\d¹²³]) *(\.|$)/i;
    const hard = fc.stringMatching(/^[conauxCONAUX01 .:?*<>|"\\/¹-]{1,9}$/);
    fc.assert(
      fc.property(fc.oneof(hard, anyName, fc.constantFrom('con', 'AUX.', 'lpt¹.png', 'x/nul .a')), (name) => {
        const file = `${unitPath({ name })}.txt`;
        // biome-ignore lint/suspicious/noControlCharactersInRegex: Windows takes none of these
        expect(file).not.toMatch(/[\u0000-\u001f\\:*?"<>|]/);
        for (const segment of file.split('/')) {
          expect(segment).not.toMatch(device);
          expect(segment).not.toMatch(/[. ]$/);
        }
      }),
    );
  });

  it('is another one for another name, also where characters had to go', () => {
    const names = ['a:b', 'a?b', 'a*b', 'a"b', 'a<b', 'a>b', 'a|b', 'a\\b', 'a/b', 'ab', 'con', 'Con', 'a./b', 'a /b'];
    expect(new Set(names.map((name) => unitPath({ name }))).size).toBe(names.length);
  });

  it.each(['北京'.repeat(90), `x${'😀'.repeat(90)}`, `${'é'.repeat(130)}--7`])(
    'is short enough for file systems, which count bytes: %s',
    (name) => {
      const path = unitPath({ name: `${name}.jpg` });
      expect(Buffer.byteLength(`${path}.geojson`)).toBeLessThanOrEqual(255);
      expect(Buffer.byteLength(path)).toBeGreaterThan(235);
      expect(name.endsWith(path)).toBe(true);
    },
  );

  it('is cut where it is too long, never in the middle of a character', () => {
    const path = unitPath({ name: `a${'🚦'.repeat(150)}b.jpg` });
    expect(path.length).toBeLessThanOrEqual(200);
    expect(path.isWellFormed()).toBe(true);
    expect(path.endsWith('🚦b')).toBe(true);
  });
});

describe("the paths of a label's units", () => {
  const paths = (...names: string[]) =>
    [...unitPaths(names.map((name, index) => ({ id: `unit-${index}`, name })))].map(([, path]) => path);

  it('are kept apart where names differ in their ending alone, or not at all', () => {
    expect(paths('1.jpg', '1.png', '1.jpg', '2.jpg')).toEqual(['1', '1--2', '1--3', '2']);
  });

  it('are kept apart from a unit that has such a name of its own', () => {
    expect(paths('1--2.jpg', '1.jpg', '1.png')).toEqual(['1--2', '1', '1--3']);
    expect(paths('1.jpg', '1.png', '1--2.jpg')).toEqual(['1', '1--2', '1--2--2']);
  });

  it('are all different', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a./-]{1,3}$/), { maxLength: 12 }), (names) => {
        expect(new Set(paths(...names)).size).toBe(names.length);
      }),
    );
  });
});
