import { createHash, type KeyObject, sign } from 'node:crypto';
import { rawPublicKey } from './private-key.ts';

const sha256 = (body: string) => createHash('sha256').update(body).digest();

/**
 * `POST /public`: the key signs the SHA-256 digest of the body.
 * https://github.com/encord-team/encord-client-python/blob/master/encord/configs.py
 */
export function signV1(key: KeyObject, body: string): Record<string, string> {
  const signature = sign(null, sha256(body), key).toString('hex');
  return { Authorization: `${rawPublicKey(key).toString('hex')}:${signature}` };
}

type V2Request = { readonly method: string; readonly url: string; readonly body?: string };

/**
 * `/v2/public/…`: HTTP message signatures as the SDK makes them, which is the form of a draft, not of RFC 9421.
 * https://github.com/encord-team/encord-client-python/blob/master/encord/http/v2/request_signer.py
 */
export function signV2(key: KeyObject, request: V2Request, created: Date): Record<string, string> {
  const { pathname, search } = new URL(request.url);
  const digest = `sha-256=:${sha256(request.body ?? '').toString('base64')}:`;
  const seconds = Math.floor(created.getTime() / 1000);
  const keyId = rawPublicKey(key).toString('hex');
  const parameters = `("@method" "@request-target" "content-digest");created=${seconds};keyid="${keyId}";alg="ed25519"`;
  const base = [
    `"@method": ${request.method}`,
    `"@request-target": ${pathname}${search}`,
    `"content-digest": ${digest}`,
    `"@signature-params": ${parameters}`,
  ].join('\n');
  return {
    'Content-Digest': digest,
    'Signature-Input': `encord-sig=${parameters}`,
    Signature: `encord-sig=:${sign(null, Buffer.from(base), key).toString('base64')}:`,
  };
}
