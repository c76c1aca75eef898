import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeySet } from '../../../../access/dataset/key-set.ts';
import { locationIn, objectUrl } from '../../../../access/dataset/object-url.ts';
import { globalKeyOf as cutGlobalKey } from '../../../../access/dataset/verdict.ts';
import { refusalOf } from '../../../support/dataset-refusal.ts';

const longestGlobalKey = 200;
const globalKeyOf = (text: string, prefix?: string) => cutGlobalKey(text, longestGlobalKey, prefix);

/** What S3 takes as a key: up to 1,024 bytes of UTF-8. */
const key = fc
  .oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }),
    fc.string({
      unit: fc.constantFrom('/', ' ', '+', '%', '#', '?', '&', '=', '~', '.', 'ü', '日', '😀', "'", '('),
      minLength: 1,
    }),
  )
  .filter((text) => text.isWellFormed() && Buffer.byteLength(text) <= 1024);
const addressable = key.filter((text) => text.split('/').every((part) => part !== '.' && part !== '..'));

describe('the address of an object', () => {
  it('means the same key to every program that reads URLs, whatever characters it has', () => {
    fc.assert(
      fc.property(addressable, (text) => {
        const url = new URL(objectUrl('harbour', 'eu-central-1', text));
        expect(url.host).toBe('harbour.s3.eu-central-1.amazonaws.com');
        expect(url.search + url.hash).toBe('');
        expect(decodeURIComponent(url.pathname)).toBe(`/${text}`);
        expect(locationIn(url.href)).toEqual({ bucket: 'harbour', key: text });
      }),
    );
  });

  it('encodes a plus and a space differently, which forms do not', () => {
    expect(objectUrl('b', 'us-east-1', 'a b+c/d#e?f%20.png')).toBe(
      'https://b.s3.us-east-1.amazonaws.com/a%20b%2Bc/d%23e%3Ff%2520.png',
    );
  });

  it('is refused where programs would remove a part of the key from it', () => {
    for (const text of ['a/../b', '.', 'a/./b'])
      expect(refusalOf(() => objectUrl('b', 'us-east-1', text))).toBe('no-address');
    expect(objectUrl('b', 'us-east-1', 'a/.../b')).toContain('/a/.../b');
  });

  it('is read from s3:// with its key as it is, and only from addresses of S3', () => {
    expect(locationIn('s3://b/a%20b')).toEqual({ bucket: 'b', key: 'a%20b' });
    expect(locationIn('https://b.s3-eu-west-1.amazonaws.com/a%20b')).toEqual({ bucket: 'b', key: 'a b' });
    for (const address of ['https://example.com/a', 's3://b', 'https://b.s3.evil.com/amazonaws.com/a', 'a/b.png'])
      expect(locationIn(address)).toBeUndefined();
    expect(refusalOf(() => locationIn('https://b.s3.us-east-1.amazonaws.com/%ff'))).toBe('no-address');
  });
});

describe('the global key of an object', () => {
  it('is the key itself where that is short enough', () => {
    const longest = 'k'.repeat(longestGlobalKey);
    expect(globalKeyOf(longest)).toBe(longest);
    expect(globalKeyOf('a.png', 'harbour/')).toBe('harbour/a.png');
    expect(globalKeyOf(longest, 'h')).not.toContain(longest);
  });

  it('is never longer than the platform takes, never half a character, and the same each time', () => {
    const long = fc
      .tuple(fc.string({ unit: fc.constantFrom('a', '😀', 'ü'), minLength: 120, maxLength: 400 }), key)
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(long, (text) => {
        const globalKey = globalKeyOf(text);
        expect(globalKey.length).toBeLessThanOrEqual(longestGlobalKey);
        expect(globalKey.isWellFormed()).toBe(true);
        expect(globalKeyOf(text)).toBe(globalKey);
      }),
    );
  });

  it('distinguishes two long keys that differ in one place only', () => {
    const position = fc.nat({ max: 499 });
    fc.assert(
      fc.property(position, position, (left, right) => {
        const changed = (place: number) => `${'a'.repeat(place)}b${'a'.repeat(499 - place)}`;
        expect(globalKeyOf(changed(left)) === globalKeyOf(changed(right))).toBe(left === right);
      }),
    );
  });
});

describe('a set of keys', () => {
  it('contains what was added, in any order, and nothing else, and says what is new', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.array(fc.string()), (added, others) => {
        const keys = new KeySet();
        for (const [index, text] of added.entries()) {
          expect(keys.add(text)).toBe(added.indexOf(text) === index);
          expect(keys.has(text)).toBe(true);
        }
        for (const text of others) expect(keys.has(text)).toBe(added.includes(text));
      }),
    );
  });

  it('grows', () => {
    const keys = new KeySet();
    for (let index = 0; index < 5000; index += 1) keys.add(`key ${index}`);
    expect([0, 1023, 1024, 4999].every((index) => keys.has(`key ${index}`))).toBe(true);
    expect(keys.has('key 5000')).toBe(false);
  });
});
