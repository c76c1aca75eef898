import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ListedObject } from '../../../../access/dataset/bucket.ts';
import { withCompanions } from '../../../../access/dataset/companions.ts';
import { sample } from '../../../../access/dataset/row-checks.ts';
import { tilesOf } from '../../../../access/dataset/tiles.ts';
import { contentOf } from '../../../../access/media-type.ts';
import { mediaSamples } from '../../../support/media-samples.ts';

async function* from<Value>(values: readonly Value[]): AsyncGenerator<Value> {
  yield* values;
}

async function all<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const list: Value[] = [];
  for await (const value of values) list.push(value);
  return list;
}

/** As S3 lists: in the order of the bytes. */
const listing = (keys: readonly string[]): ListedObject[] =>
  [...new Set(keys)].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))).map((key) => ({ key, bytes: 1 }));

describe('what an object is', () => {
  const cases: readonly (readonly [string, Uint8Array, string | undefined])[] = [
    ['a PNG', mediaSamples.png, 'image/png'],
    ['a JPEG', mediaSamples.jpeg, 'image/jpeg'],
    ['a PDF', mediaSamples.pdf, 'application/pdf'],
    ['DICOM behind its preamble', mediaSamples.dicom, 'application/dicom'],
    ['a TIFF, so a COG', mediaSamples.tiff, 'image/tiff'],
    ['a BigTIFF', Buffer.from('II+\0\b\0\0\0'), 'image/tiff'],
    ['NITF 2.1', Buffer.from('NITF02.1003BF01'), 'application/vnd.nitf'],
    ['a long ID3 tag', Buffer.concat([Buffer.from('ID3\x03\0\0\0\x7f\x7f\x7f'), Buffer.alloc(3000)]), 'audio/mpeg'],
    ['a WAV', Buffer.from('RIFF\x24\0\0\0WAVEfmt '), 'audio/wav'],
    ['an MP4', Buffer.from('\0\0\0\x18ftypisom\0\0\x02\0isommp41', 'latin1'), 'video/mp4'],
    ['text, cut within a character', Buffer.from('Grüße aus dem Hafen ü').subarray(0, -1), 'text/plain'],
    ['JSON', Buffer.from(' {"messages":[]}'), 'application/json'],
    ['a web page', Buffer.from('<!DOCTYPE html><p>'), 'text/html'],
    ['bytes that are not text', Buffer.from([1, 2, 3, 0, 255]), undefined],
    ['text of another encoding', Buffer.from('Gr\xfc\xdfe', 'latin1'), undefined],
  ];
  for (const [name, bytes, content] of cases)
    it(`is recognized by its bytes: ${name}`, async () => {
      expect(await contentOf(bytes)).toBe(content);
    });
});

describe('companions', () => {
  it('are put to their object, though other keys are listed in between', async () => {
    const keys = [
      'a',
      'a-2',
      'a.attachments/1.png',
      'a.attachments/sub/2.pdf',
      'a.metadata.json',
      'a.png',
      'b.metadata.json',
    ];
    const found = await all(withCompanions(from(listing(keys))));
    expect(found.map(({ key }) => key).sort()).toEqual(['a', 'a-2', 'a.png', 'b.metadata.json']);
    expect(found.find(({ key }) => key === 'a')).toMatchObject({
      metadataKey: 'a.metadata.json',
      attachmentKeys: ['a.attachments/1.png', 'a.attachments/sub/2.pdf'],
    });
    expect(found.find(({ key }) => key === 'a-2')?.metadataKey).toBeUndefined();
  });

  it('are put to their object, though an object in between begins their key, too', async () => {
    const found = await all(withCompanions(from(listing(['a', 'a.', 'a.metadata.json']))));
    expect(found.map(({ key, metadataKey }) => [key, metadataKey])).toEqual([
      ['a.', undefined],
      ['a', 'a.metadata.json'],
    ]);
  });

  it('lose no object and no companion, whatever is listed', async () => {
    const part = fc.constantFrom('a', 'b', '-', '.', '.metadata.json', '.attachments/', '.text-layer.json', '/', 'ü');
    const keys = fc.array(fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('')));
    await fc.assert(
      fc.asyncProperty(keys, async (given) => {
        const objects = listing(given);
        const found = await all(withCompanions(from(objects)));
        const accounted = found.flatMap(({ key, metadataKey, textLayerKey, attachmentKeys }) => [
          key,
          ...[metadataKey, textLayerKey].filter((text) => text !== undefined),
          ...attachmentKeys,
        ]);
        const markers = objects.map(({ key }) => key).filter((key) => key.endsWith('.attachments/'));
        const expected = objects
          .map(({ key }) => key)
          .filter((key) => accounted.includes(key) || !markers.includes(key));
        expect(accounted.sort()).toEqual(expected.sort());
        const owners = new Set(found.map(({ key }) => key));
        for (const { key } of objects)
          if (owners.has(key) && objects.some((other) => other.key === `${key}.metadata.json`))
            expect(found.find((owner) => owner.key === key)?.metadataKey).toBe(`${key}.metadata.json`);
      }),
    );
  });
});

it('samples evenly, from the first on, as many as are wanted or there are', async () => {
  const values = Array.from({ length: 10 }, (_, index) => index);
  const taken = (wanted: number) => all(sample(from(values), values.length, wanted));
  expect(await taken(3)).toEqual([0, 3, 6]);
  expect(await taken(10)).toEqual(values);
  expect(await taken(99)).toEqual(values);
});

describe('the options of tiles', () => {
  it('are complete, or the error names what is missing', () => {
    const systems = ['EPSG4326', 'Simple'];
    const whole = { epsg: 'EPSG4326', bounds: '1,2,3,4', minZoom: '0', maxZoom: '12' };
    expect(tilesOf(whole, systems)).toEqual({
      epsg: 'EPSG4326',
      bounds: [
        [1, 2],
        [3, 4],
      ],
      min_zoom: 0,
      max_zoom: 12,
    });
    expect(() => tilesOf({ ...whole, epsg: undefined }, systems)).toThrow('epsg');
    expect(() => tilesOf({ ...whole, bounds: '1,2,3' }, systems)).toThrow('bounds');
    expect(() => tilesOf({ ...whole, minZoom: '13' }, systems)).toThrow('min_zoom must be at most max_zoom');
  });
});
