import { expect, it } from 'vitest';
import { refusal } from '../../../../lib/platforms/labelbox/api/refusals.ts';

const answer = (status = 200, headers = {}) => ({ status, headers: new Headers(headers), body: new Uint8Array() });
const refused = (extensions: object, message = 'No.') =>
  refusal('anOperation', answer(), { errors: [{ message, extensions }] });

it.each([
  ['AUTHENTICATION_ERROR', 'PlatformRefused'],
  ['AUTHORIZATION_ERROR', 'PlatformRefused'],
  ['OPERATION_NOT_ALLOWED', 'PlatformRefused'],
  ['RESOURCE_NOT_FOUND', 'PlatformRefused'],
  ['RESOURCE_CONFLICT', 'InvalidRequest'],
  ['MALFORMED_REQUEST', 'InvalidRequest'],
  ['GRAPHQL_VALIDATION_FAILED', 'InvalidRequest'],
  ['GRAPHQL_PARSE_FAILED', 'InvalidRequest'],
  ['ADDED_IN_2031', 'PlatformUnavailable'],
])('maps the code %s to %s', (code, name) => {
  expect(refused({ code })).toMatchObject({ name, message: expect.stringContaining(`anOperation (${code}): No. `) });
});

it.each([
  [400, 'InvalidRequest'],
  [422, 'InvalidRequest'],
  [401, 'PlatformRefused'],
  [426, 'PlatformRefused'],
  [429, 'PlatformThrottled'],
  [500, 'PlatformUnavailable'],
  [503, 'PlatformUnavailable'],
  [undefined, 'PlatformUnavailable'],
])('maps INTERNAL_SERVER_ERROR with the status %s inside to %s', (status, name) => {
  expect(refused({ code: 'INTERNAL_SERVER_ERROR', exception: { status } })).toMatchObject({ name });
});

it.each([
  'You have exceeded your rate limit',
  'Too many running exports: at most 10 a project',
  'Too many exports',
  'The maximum number of concurrent exports has been reached',
  'Limit of 20 simultaneous exports in this workspace',
])('waits for the quota when Labelbox says "%s", under whatever code', (words) => {
  expect(refused({ code: 'MALFORMED_REQUEST' }, words)).toMatchObject({ name: 'PlatformThrottled' });
});

it.each([
  'Query complexity limit exceeded',
  'At most 2000 ids',
  'Export is not supported for projects with custom editors',
])('does not take "%s" for a quota', (words) => {
  expect(refused({ code: 'GRAPHQL_VALIDATION_FAILED' }, words)).toMatchObject({ name: 'InvalidRequest' });
});

it('reads the limit of requests from the top of the answer', () => {
  const content = { message: 'You have exceeded 1500 requests per minute' };
  expect(refusal('anOperation', answer(200), content)).toMatchObject({ name: 'PlatformThrottled' });
});

it('reports what an export says was wrong with the request', () => {
  const errors = [{ errors: [{ error: 'Export is not supported' }], extensions: { code: 'MALFORMED_REQUEST' } }];
  expect(refusal('anOperation', answer(400), { errors })?.message).toContain('Export is not supported');
});

it('keeps addresses of people out of the message, and keeps it short', () => {
  const message =
    refused({ code: 'AUTHORIZATION_ERROR' }, `ann@example.com may not. ${'x'.repeat(500)}`)?.message ?? '';
  expect(message).not.toContain('ann@');
  expect(message.length).toBeLessThan(300);
});

it('keeps a key or a signature that Labelbox repeats out of the message', () => {
  const words =
    'Invalid key eyJhbGciOiJIUzI1NiJ9.eyJ1c2VySWQiOiJjIn0.c2ln for https://x.example/a?X-Amz-Signature=0f now';
  expect(refused({ code: 'AUTHENTICATION_ERROR' }, words)?.message).toContain(
    'Invalid key (key) for https://x.example/a?… now.',
  );
});

it.each([
  [400, 'InvalidRequest'],
  [404, 'PlatformRefused'],
  [418, 'PlatformUnavailable'],
])('maps HTTP %s without an error inside to %s', (status, name) => {
  expect(refusal('anOperation', answer(status), {})).toMatchObject({ name });
});

it('finds nothing wrong with an answer without errors', () => {
  expect(refusal('anOperation', answer(), {})).toBeUndefined();
  expect(refusal('anOperation', answer(), { errors: [] })).toBeUndefined();
});
