import { expect, it } from 'vitest';
import type { Configuration } from '../../../lib/configuration/configuration.ts';
import { formatsDigest } from '../../../lib/configuration/digest.ts';

type Formats = Configuration['routes'][number]['formats'];

const project = { connection: 'encord', project: 'harbour' };
const digestOf = (formats: Formats, more: object = {}) =>
  formatsDigest({ platforms: { encord: {} }, routes: [{ platform: 'encord', formats, ...more }] }, project);

it('the digest of formats changes with a format, an option and a further tree', () => {
  const digests = [
    digestOf({ canonical: {} }),
    digestOf({ canonical: {}, native: {} }),
    digestOf({ yolo: { task: 'detect' } }),
    digestOf({ yolo: { task: 'segment' } }),
    digestOf({ yolo: [{ task: 'detect' }, { task: 'segment' }] }),
  ];
  expect(new Set(digests).size).toBe(digests.length);
});

it('the digest of formats does not change with the order of their names, nor with what else the route says', () => {
  const digest = digestOf({ canonical: {}, native: {} });
  expect(digest).toMatch(/^[0-9a-f]{16}$/);
  expect(digestOf({ native: {}, canonical: {} })).toBe(digest);
  expect(digestOf({ canonical: {}, native: {} }, { projects: ['harbour'] })).toBe(digest);
});

it('a project without a route has no digest of formats', () => {
  expect(digestOf({ canonical: {} }, { projects: ['quay'] })).toBeUndefined();
});
