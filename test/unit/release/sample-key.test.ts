import fc from 'fast-check';
import { expect, it } from 'vitest';
import { unitPath } from '../../../lib/formats/unit-path.ts';
import { memberName, sampleKey } from '../../../lib/release/sample-key.ts';
import { propertyRuns } from '../../support/property-runs.ts';

/** Of the library, in `webdataset/tariterators.py`. */
const keyAndEnding = /^((?:.*\/|)[^.]+)[.]([^/]*)$/s;
const passedOver = /^__[^/]*__($|\/)/;
const isMetadata = (name: string) => !name.includes('/') && name.startsWith('__') && name.endsWith('__');

const name = fc
  .array(
    fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('.', '..', '/', '__', '%', '%2E', ' ', '_2e', 'a.b')),
  )
  .map((parts) => parts.join(''));

it('a key is one that the library finds again in the name of a member, and is percent-encoded UTF-8 of the path', () => {
  fc.assert(
    fc.property(name, (text) => {
      const path = unitPath({ name: text });
      const key = sampleKey(path);
      const member = memberName(key, { path: 'labels/x.txt', contentType: 'text/plain' });
      expect(keyAndEnding.exec(member)?.slice(1)).toEqual([key, 'txt']);
      expect([passedOver.test(member), isMetadata(member)]).toEqual([false, false]);
      expect(decodeURIComponent(key)).toBe(path);
    }),
    { numRuns: propertyRuns(300) },
  );
});

it.each([
  ['cam/frame.1', 'cam/frame%2E1'],
  ['v1.2/a b', 'v1.2/a b'],
  ['100%/x', '100%25/x'],
  ['__MACOSX__/x', '%5F_MACOSX__/x'],
  ['über den Fluss', 'über den Fluss'],
])('the key of %s is %s', (path, key) => expect(sampleKey(path)).toBe(key));

it.each([
  ['annotations/a/b.json', 'application/json', 'a/b.json'],
  ['panoptic/a/b.png', 'image/png', 'a/b.panoptic.png'],
  ['SegmentationClass/a/b.png', 'image/png', 'a/b.segmentationclass.png'],
  ['a/b.jsonl', 'application/jsonl; charset=utf-8', 'a/b.json'],
])(
  '%s is a member with an ending that is neither that of a picture nor unknown to decoders',
  (path, contentType, member) => expect(memberName('a/b', { path, contentType })).toBe(member),
);
