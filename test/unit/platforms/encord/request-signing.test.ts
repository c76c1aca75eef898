import { createHash, createPrivateKey, createPublicKey, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePrivateKey, rawPublicKey } from '../../../../lib/platforms/encord/api/private-key.ts';
import { signV1, signV2 } from '../../../../lib/platforms/encord/api/request-signing.ts';
import { isSignedV1, isSignedV2 } from '../../../../lib/platforms/encord/simulated/authentication.ts';
import encord from '../../../../lib/platforms/encord/simulated/index.ts';

const { secret: openssh } = encord.newCredential();
const key = parsePrivateKey(openssh);

/** Signatures of one key, made once: the same code gave, byte for byte, what the SDK's own signer makes with its key. */
describe('a signature', () => {
  const seed = Buffer.from(Array.from({ length: 32 }, (_, index) => 64 + index));
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
  const known = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const keyId = '2543b92ff1095511476adc8369db6ddc933665a11978dda1404ee1066ca9559d';

  it('a query is signed by the digest of its bytes', () => {
    const signature =
      '6c018603a9c53161fb6cffeeb497b3951897aa79631eb611d659eb0eddf71f15' +
      '700135f1bf6c68798a301a931798a360b9d56a060cd3c33f89f39493e0da4d06';
    expect(signV1(known, '{"query_type":"labelrow","straße":"été"}')).toEqual({
      Authorization: `${keyId}:${signature}`,
    });
  });

  it('a request is signed by method, path, query, digest and time', () => {
    const url = 'https://api.encord.com/v2/public/projects/a%2Fb/workflow/stages/s/tasks?pageToken=a%3D%3D&x=1';
    expect(signV2(known, { method: 'GET', url }, new Date(1_767_225_600_000))).toEqual({
      'Content-Digest': 'sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:',
      'Signature-Input': `encord-sig=("@method" "@request-target" "content-digest");created=1767225600;keyid="${keyId}";alg="ed25519"`,
      Signature:
        'encord-sig=:PZJplEs1zn38SS/lj08mX8y1lYazYzB+cdeDogSFWnfOTEp9D6kkveSpSVANT7DDzobshwnlHJIQrX5OCUkrDw==:',
    });
  });
});

describe('a signed request', () => {
  const publicKey = createPublicKey(key);
  const url = 'https://api.encord.com/v2/public/projects/a%2Fb?dataHashes=a&dataHashes=b';

  it('a signed query carries the public key and a signature of the digest of its body', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (body) => {
        const [keyHex = '', signature = ''] = (signV1(key, body).Authorization ?? '').split(':');
        const digest = createHash('sha256').update(body).digest();
        expect(keyHex).toBe(rawPublicKey(key).toString('hex'));
        expect(verify(null, digest, publicKey, Buffer.from(signature, 'hex'))).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  it('a signed request is refused by the server when its body, path, query, method or key is another one', () => {
    const v1 = new Request('https://api.encord.com/public', { method: 'POST', headers: signV1(key, '{}') });
    expect(isSignedV1(v1, '{}', publicKey)).toBe(true);
    expect(isSignedV1(v1, '{ }', publicKey)).toBe(false);

    const headers = signV2(key, { method: 'GET', url }, new Date(1_700_000_000_999));
    expect(headers['Signature-Input']).toContain(';created=1700000000;');
    const signed = (changes: { url?: string; method?: string; body?: string }) =>
      isSignedV2(
        new Request(changes.url ?? url, { method: changes.method ?? 'GET', headers }),
        changes.body ?? '',
        publicKey,
      );
    expect(signed({})).toBe(true);
    expect(signed({ url: `${url}&dataHashes=c` })).toBe(false);
    expect(signed({ url: url.replace('a%2Fb', 'a/b') })).toBe(false);
    expect(signed({ method: 'DELETE' })).toBe(false);
    expect(signed({ body: '{}' })).toBe(false);
    const another = createPublicKey(parsePrivateKey(encord.newCredential().secret));
    expect(isSignedV2(new Request(url, { headers }), '', another)).toBe(false);
  });
});
