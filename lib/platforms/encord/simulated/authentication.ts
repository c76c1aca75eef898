import { createHash, type KeyObject, verify } from 'node:crypto';

// The server's side of the signatures, written from their description and not from the client's code, which it tests.

const sha256 = (body: string) => createHash('sha256').update(body, 'utf8').digest();
const hexOf = (key: KeyObject) => Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url').toString('hex');

/** `Authorization: <public key>:<signature of the body's SHA-256 digest>`, both in hex. */
export function isSignedV1(request: Request, body: string, key: KeyObject): boolean {
  const [keyHex = '', signature = ''] = (request.headers.get('authorization') ?? '').split(':');
  return keyHex === hexOf(key) && verify(null, sha256(body), key, Buffer.from(signature, 'hex'));
}

const input =
  /^encord-sig=(\("@method" "@request-target" "content-digest"\);created=(\d+);keyid="([0-9a-f]+)";alg="ed25519")$/;

/** `Signature` over method, path with query, digest of the body, and the time of signing. */
export function isSignedV2(request: Request, body: string, key: KeyObject): boolean {
  const [, parameters, , keyHex] = input.exec(request.headers.get('signature-input') ?? '') ?? [];
  const [, signature = ''] = /^encord-sig=:(.+):$/.exec(request.headers.get('signature') ?? '') ?? [];
  const digest = `sha-256=:${sha256(body).toString('base64')}:`;
  const { pathname, search } = new URL(request.url);
  const signed = [
    `"@method": ${request.method}`,
    `"@request-target": ${pathname}${search}`,
    `"content-digest": ${digest}`,
    `"@signature-params": ${parameters}`,
  ];
  return (
    request.headers.get('content-digest') === digest &&
    keyHex === hexOf(key) &&
    verify(null, Buffer.from(signed.join('\n')), key, Buffer.from(signature, 'base64'))
  );
}
