import { expect, it } from 'vitest';
import platform from '../../../../lib/platforms/label-studio/index.ts';
import type { Delivery } from '../../../../lib/platforms/platform.ts';

const now = new Date('2026-05-04T12:00:00.000Z');
const body = Buffer.from('{"action":"ANNOTATION_UPDATED"}');
const mismatch = expect.objectContaining({ name: 'SignatureMismatch', statusCode: 401 });

const verifying =
  (parts: Partial<Delivery>, secrets = ['newer', 'older']) =>
  () =>
    platform.verify({ headers: {}, body, ...parts }, secrets, now);

it.each([
  ['in X-Labelwire-Secret', { headers: { 'x-labelwire-secret': 'older' } }],
  ['as a bearer', { headers: { authorization: 'Bearer newer' } }],
  ['in the URL', { query: { token: 'newer' } }],
  ['in one place of several', { headers: { 'x-labelwire-secret': 'wrong', authorization: 'Bearer older' } }],
])('accepts the secret %s', (_where, parts) => {
  expect(verifying(parts)).not.toThrow();
});

it.each([
  ['missing', {}],
  ['empty', { headers: { 'x-labelwire-secret': '' } }],
  ['another', { headers: { 'x-labelwire-secret': 'newe' } }],
  ['longer', { headers: { 'x-labelwire-secret': 'newer ' } }],
  ['of another scheme', { headers: { authorization: 'Basic newer' } }],
  ['an empty bearer', { headers: { authorization: 'Bearer ' } }],
])('refuses a secret that is %s', (_what, parts) => {
  expect(verifying(parts)).toThrow(mismatch);
});

it('refuses an empty secret even if Secrets Manager has one', () => {
  expect(verifying({ headers: { 'x-labelwire-secret': 'x' } }, [''])).toThrow(mismatch);
  expect(verifying({ query: { token: '' } }, [''])).toThrow(mismatch);
});

it('repeats no secret in a message', () => {
  expect(verifying({ headers: { 'x-labelwire-secret': 'what-was-sent' } })).toThrow(
    expect.objectContaining({ message: expect.not.stringMatching(/what-was-sent|newer|older/) }),
  );
});
