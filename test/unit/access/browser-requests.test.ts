import { expect, it } from 'vitest';
import { firstByte, preflight } from '../../../access/browser-requests.ts';
import { look } from '../../../access/seen.ts';

const answering = (answer: Response | Error) => async () => {
  if (answer instanceof Error) throw answer;
  return answer;
};

it('a preflight reports the status and the origin that may load the object', async () => {
  const headers = { 'access-control-allow-origin': 'https://app.example.com' };
  const allowed = answering(new Response(null, { headers }));
  expect(await preflight('https://b/k', 'https://app.example.com', allowed)).toEqual({
    status: 200,
    allowedOrigin: 'https://app.example.com',
  });
  const refused = answering(new Response(null, { status: 403 }));
  expect(await preflight('https://b/k', 'https://app.example.com', refused)).toEqual({ status: 403 });
});

it('a request without an answer names the reason, and never the signed URL', async () => {
  const failure = new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } });
  const status = await look(() => firstByte('https://b/k?X-Amz-Signature=0f', answering(failure)));
  expect(status).toEqual({ unseen: 'S3 does not answer (ECONNREFUSED)' });
});
