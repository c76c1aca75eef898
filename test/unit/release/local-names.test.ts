import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { localNames } from '../../../lib/release/local-names.ts';
import { propertyRuns } from '../../support/property-runs.ts';

const namesOf = (...paths: string[]) => paths.map(localNames());

describe('the names of files of a release', () => {
  it('are their paths, where every file system takes them', () => {
    const paths = ['README.md', 'yolo/data.yaml', 'yolo/labels/Straße/日本 1.txt'];
    expect(namesOf(...paths)).toEqual(paths);
  });

  it('have no device, no trailing dot or space and no character of Windows', () => {
    expect(
      namesOf('yolo/CON', 'yolo/aux.txt/1', 'yolo/a./b.', 'yolo/a /b ', 'yolo/a:b\\..\\c*?', 'yolo/\u0001'),
    ).toEqual([
      'yolo/_43ON',
      'yolo/_61ux.txt/1',
      'yolo/a_2e/b_2e',
      'yolo/a_20/b_20',
      'yolo/a_3ab_5c.._5cc_2a_3f',
      'yolo/_01',
    ]);
  });

  it('differ on a disk that ignores capitals, and how an accent is put together', () => {
    expect(namesOf('yolo/A.txt', 'yolo/a.txt', 'yolo/a.TXT')).toEqual(['yolo/A.txt', 'yolo/a--2.txt', 'yolo/a--3.TXT']);
    expect(namesOf('yolo/e\u0301.txt', 'yolo/\u00e9.txt')).toEqual(['yolo/e\u0301.txt', 'yolo/\u00e9--2.txt']);
  });

  it('are never a file and a folder at once', () => {
    expect(namesOf('yolo/a', 'yolo/A/1', 'yolo/A/2')).toEqual(['yolo/a', 'yolo/A--2/1', 'yolo/A--2/2']);
    expect(namesOf('yolo/A/1', 'yolo/a')).toEqual(['yolo/A/1', 'yolo/a--2']);
  });

  it('are cut to what a file system takes, and stay different', () => {
    const long = '語'.repeat(150);
    const [one = '', other = ''] = namesOf(`yolo/${long}1.txt`, `yolo/${long}2.txt`);
    expect(one).not.toBe(other);
    for (const name of [one, other]) expect(name).toMatch(/^yolo\/語+--[0-9a-f]{16}\.txt$/);
    expect(Buffer.byteLength(one)).toBeLessThanOrEqual('yolo/'.length + 240);
  });

  it.each(['../a', 'yolo/../../a', '/etc/passwd', 'yolo//a', 'yolo/./a', 'yolo/a/', '.bashrc', 'yolo/a\0b', '..'])(
    'a path that is no path of a release is refused: %j',
    (path) => {
      expect(() => namesOf(path)).toThrow(/^A path of the release must stay in its folder, but /);
    },
  );

  it('are portable, different and below the folder, whatever the paths are', () => {
    const segment = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.constantFrom('con', 'NUL.txt', '..', '.', '', 'a', 'A', 'a.', 'a ', 'COM¹', 'x'.repeat(300), 'é', 'e\u0301'),
    );
    const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => segments.join('/'));
    fc.assert(
      fc.property(fc.uniqueArray(path, { maxLength: 12 }), (paths) => {
        const nameOf = localNames();
        const files = new Set<string>();
        const folders = new Set<string>();
        for (const each of paths) {
          let name: string;
          try {
            name = nameOf(each);
          } catch {
            continue; // refused before it has a name
          }
          const segments = name.split('/');
          for (const part of segments) {
            expect(part).not.toMatch(/^\.*$|[. ]$|[\\:*?"<>|]|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/iu);
            expect([...part].every((character) => character >= ' ' && character !== '\u007f')).toBe(true);
            expect(Buffer.byteLength(part)).toBeLessThanOrEqual(255);
          }
          const folded = segments.map((part) => part.normalize('NFC').toLowerCase());
          for (let end = 1; end < folded.length; end += 1) folders.add(folded.slice(0, end).join('/'));
          expect(files).not.toContain(folded.join('/'));
          files.add(folded.join('/'));
        }
        for (const folder of folders) expect(files).not.toContain(folder);
      }),
      { numRuns: propertyRuns(300) },
    );
  });
});
