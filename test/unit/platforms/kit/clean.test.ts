import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanDocument } from '../../../../lib/platforms/kit/clean.ts';
import { deepFreeze } from '../../../support/deep-freeze.ts';
import { propertyRuns } from '../../../support/property-runs.ts';

const picture = 'https://bucket.s3.eu-west-1.amazonaws.com/street/1%20a.jpg';

describe('a signed URL', () => {
  it.each([
    ['S3', `${picture}?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=abc`],
    ['S3, version 2', `${picture}?AWSAccessKeyId=AKIA&Expires=1617198719&Signature=a%2Bb`],
    ['Google Cloud Storage', `${picture}?x-goog-signature=abc#t=1`],
    ['Google Cloud CDN', `${picture}?Expires=1617198719&KeyName=labelbox-assets-key-1&Signature=abc`],
    ['CloudFront', `${picture}?Policy=abc&Key-Pair-Id=def`],
    ['Azure', `${picture}?sv=2024-01-01&sig=abc`],
    ['a token of the platform', `${picture}?token=abc`],
    ['a token in the fragment', `${picture}#access_token=abc`],
  ])('of %s keeps its path and loses its query', (_whose, signed) => {
    expect(cleanDocument(signed)).toBe(picture);
  });

  it('is found in text around it and in JSON in a string', () => {
    const row = JSON.stringify({ tile: `${picture}?X-Goog-Signature=a&b=c`, name: 'x?Signature=y' });
    expect(cleanDocument(row)).toBe(JSON.stringify({ tile: picture, name: 'x?Signature=y' }));
    expect(cleanDocument(`${picture}?a=1\\u0026X-Amz-Signature=abc`)).toBe(picture);
    expect(cleanDocument(`see ${picture}?token=1 and ${picture}?page=2`)).toBe(`see ${picture} and ${picture}?page=2`);
  });

  it('loses the password before the host', () => {
    expect(cleanDocument('https://ann:secret@example.com/1.jpg')).toBe('https://example.com/1.jpg');
  });
});

it.each([
  `${picture}?versionId=3&page=2`,
  'https://example.com/tiles/{z}/{x}/{y}.png?style=expires',
  's3://bucket/a@b/1.jpg',
  'icons/heart@2x.png',
  'heart@2x.PNG',
  'Is the signature= field empty? token=none',
])('leaves %s alone', (text) => {
  expect(cleanDocument(text)).toBe(text);
});

describe('an e-mail address', () => {
  it('becomes the same pseudonym everywhere, as value and as key', () => {
    const cleaned = cleanDocument({ created_by: 'ann@example.com', by: { 'ann@example.com': ['ann@example.com'] } });
    expect(cleaned).toEqual({
      created_by: 'user-71d4f55f72fa128d',
      by: { 'user-71d4f55f72fa128d': ['user-71d4f55f72fa128d'] },
    });
    expect(cleanDocument('bob@example.com')).not.toBe(cleanDocument('ann@example.com'));
  });

  it('mentioned in a longer answer stays, since it is what a person wrote about the picture', () => {
    expect(cleanDocument('The sign reads: write to ann@example.com')).toBe('The sign reads: write to ann@example.com');
  });
});

it('changes nothing in a document that holds neither, and leaves its input alone', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      fc.pre(!/:\/\/|@/.test(JSON.stringify(value)));
      expect(cleanDocument(deepFreeze(value))).toEqual(value);
    }),
  );
});

it('gives the same when cleaned twice', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.webUrl({ withQueryParameters: true }), fc.emailAddress())), (texts) => {
      const once = cleanDocument(texts);
      expect(cleanDocument(once)).toEqual(once);
    }),
    { numRuns: propertyRuns(25) },
  );
});

it('takes linear time on a megabyte of one word', () => {
  const started = process.threadCpuUsage().user;
  const text = `${'a'.repeat(1_000_000)}://`;
  expect(cleanDocument(text)).toBe(text);
  expect(process.threadCpuUsage().user - started).toBeLessThan(1_000_000); // microseconds
});

it('refuses a document that nothing gets to the bottom of, and takes one that is merely deep', () => {
  const nested = (levels: number): unknown => {
    let document: unknown = 1;
    for (let level = 0; level < levels; level += 1) document = level % 2 === 0 ? [document] : { inner: document };
    return document;
  };
  expect(() => cleanDocument(nested(10_000))).toThrow(expect.objectContaining({ name: 'InvalidLabel' }));
  expect(cleanDocument(nested(500))).toEqual(nested(500));
});
