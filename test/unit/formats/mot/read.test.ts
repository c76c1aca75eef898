import { describe, expect, it } from 'vitest';
import mot from '../../../../lib/formats/mot/index.ts';
import { readerOf } from '../../../support/reader-of.ts';

const reader = await readerOf(mot);

const options = mot.Options.parse({});
const facts = { classes: ['car', 'bus'], sizeOf: () => undefined };
const read = (text: string, path = 'kiel/drive/gt/gt.txt') =>
  reader.read({ path, bytes: Buffer.from(text) }, facts, options);

describe('a file of MOT', () => {
  it('is read as boxes in frames from 0, each of a thing and a class', () => {
    expect(read('3,2,21,11,40,25,1,2,0.5\n')).toEqual([
      {
        unit: 'kiel/drive',
        category: 'bus',
        at: { kind: 'frame', frame: 2 },
        track: '2',
        shape: { kind: 'box', x: 20, y: 10, width: 40, height: 25, rotationDegrees: 0 },
      },
    ]);
  });

  it('of a video without things is empty', () => {
    expect(read('')).toEqual([]);
  });

  it.each([
    ['3,2,21,11,40,25,1,2\n', 'Row 1 of kiel/drive/gt/gt.txt must have 9 columns, but has 8.'],
    ['0,2,21,11,40,25,1,2,1\n', 'must count frames and things from 1'],
    ['3,2,21,11,40,25,1,3,1\n', 'must be of a class from 1 to 2, but is of 3.'],
    ['3,2,x,11,40,25,1,2,1\n', 'must hold numbers alone'],
    ['3,2,21,11,40,25,1,2,1', 'must end in a line break'],
  ])('that holds %j is refused by its row', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  it('is refused below a path that is not one of MOT', () => {
    expect(() => read('', 'gt.txt')).toThrow('The path must be <name>/gt/gt.txt or <name>/seqinfo.ini, but is not.');
  });
});

it('seqinfo.ini says how large and how long its video is, and holds no objects', () => {
  const path = 'kiel/drive/seqinfo.ini';
  const text = '[Sequence]\nname=kiel/drive\nframeRate=12.5\nseqLength=30\nimWidth=200\nimHeight=100\n';
  const said = reader.readUnits({ path, bytes: Buffer.from(text) }, options);
  expect([...said]).toEqual([['kiel/drive', { width: 200, height: 100, frames: 30, framesPerSecond: 12.5 }]]);
  expect(reader.holdsObjects(path)).toBe(false);
  expect(() => reader.readUnits({ path, bytes: Buffer.from('[Sequence]\n') }, options)).toThrow(
    'imWidth of kiel/drive/seqinfo.ini must hold numbers alone',
  );
});
