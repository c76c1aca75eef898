import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parsePrivateKey, rawPublicKey } from '../../../../lib/platforms/encord/api/private-key.ts';
import encord from '../../../../lib/platforms/encord/simulated/index.ts';

const { secret: openssh } = encord.newCredential();
const key = parsePrivateKey(openssh);
const pkcs8 = (privateKey: KeyObject) => privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
const unusable = (why: RegExp) =>
  expect.objectContaining({ name: 'InvalidConfiguration', message: expect.stringMatching(why) });

describe('a private key', () => {
  it.each([
    ['with CRLF', openssh.replaceAll('\n', '\r\n')],
    ['with \\n as two characters', openssh.replaceAll('\n', '\\n')],
    ['on one line', openssh.replaceAll('\n', ' ')],
    ['indented', `\n   ${openssh.replaceAll('\n', '\n   ')}`],
    ['in a JSON string', JSON.stringify(openssh)],
    ['in a JSON object, beside other values', JSON.stringify({ user: 1, key: openssh })],
    ['in a JSON object with \\n escaped twice', JSON.stringify({ key: openssh.replaceAll('\n', '\\n') })],
    ['as PKCS#8', pkcs8(key)],
  ])('a private key is read %s', (_how, secret) => {
    expect(rawPublicKey(parsePrivateKey(secret))).toEqual(rawPublicKey(key));
  });

  const armoured = (kind: string, bytes: Buffer) =>
    `-----BEGIN ${kind}-----\n${bytes.toString('base64')}\n-----END ${kind}-----`;
  const bytes = Buffer.from(openssh.replace(/-----.*?-----|\s/g, ''), 'base64');
  const changedAt = (offset: number) => {
    const changed = Buffer.from(bytes);
    changed[offset] = (changed[offset] ?? 0) ^ 1;
    return armoured('OPENSSH PRIVATE KEY', changed);
  };
  const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
  const protectedOpenssh = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    ...['aes256-ctr', 'bcrypt', 'salt'].flatMap((text) => [Buffer.from([0, 0, 0, text.length]), Buffer.from(text)]),
  ]);

  it.each([
    ['an empty secret', '', /holds no private key/],
    ['JSON without a key', '{"user":"name"}', /holds no private key/],
    ['the public half', `ssh-ed25519 ${bytes.subarray(0, 40).toString('base64')}`, /holds no private key/],
    ['an RSA key', pkcs8(rsa), /a key of type rsa, not Ed25519/],
    ['an RSA key in its old form', rsa.export({ format: 'pem', type: 'pkcs1' }).toString(), /RSA PRIVATE KEY, not/],
    ['an OpenSSH key with a passphrase', armoured('OPENSSH PRIVATE KEY', protectedOpenssh), /passphrase/],
    ['a PKCS#8 key with a passphrase', armoured('ENCRYPTED PRIVATE KEY', Buffer.from('x')), /passphrase/],
    ['a key without its end', openssh.slice(0, 120), /cut off/],
    ['half a key', armoured('OPENSSH PRIVATE KEY', bytes.subarray(0, 130)), /cut off/],
    ['bytes that are no key', armoured('PRIVATE KEY', Buffer.from('nonsense')), /damaged/],
    ['a key with a changed check number', changedAt(98), /damaged/],
    ['a key whose halves do not belong together', changedAt(161), /does not belong/],
  ])('%s is refused as a private key, with the reason and without a part of the key', (_what, secret, why) => {
    expect(() => parsePrivateKey(secret)).toThrow(unusable(why));
    try {
      parsePrivateKey(secret);
    } catch (error) {
      const runs = secret.match(/[A-Za-z0-9+/]{12,}/g) ?? [];
      for (const run of runs) expect((error as Error).message).not.toContain(run);
    }
  });
});
