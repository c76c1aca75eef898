import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import type { Credential } from '../../testing.ts';
import { parsePrivateKey } from '../api/private-key.ts';

/** A new Ed25519 key, in the form that Encord gives a new service account: OpenSSH PEM without a passphrase. */
export function newCredential(): Credential {
  const { privateKey } = generateKeyPairSync('ed25519');
  const { d = '', x = '' } = privateKey.export({ format: 'jwk' });
  return { secret: opensshPem(Buffer.from(d, 'base64url'), Buffer.from(x, 'base64url')) };
}

export const publicKeyOf = ({ secret }: Credential): KeyObject => createPublicKey(parsePrivateKey(secret));

/** https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key */
function opensshPem(seed: Buffer, publicKey: Buffer): string {
  const type = string('ssh-ed25519');
  const check = randomBytes(4);
  const section = Buffer.concat([
    ...[check, check, type, string(publicKey), string(Buffer.concat([seed, publicKey])), string('')],
    Buffer.from([1, 2, 3, 4, 5]), // padding to a multiple of 8 bytes
  ]);
  const file = Buffer.concat([
    ...[Buffer.from('openssh-key-v1\0'), string('none'), string('none'), string('')],
    ...[uint32(1), string(Buffer.concat([type, string(publicKey)])), string(section)],
  ]);
  const lines = file.toString('base64').match(/.{1,70}/g) ?? [];
  return ['-----BEGIN OPENSSH PRIVATE KEY-----', ...lines, '-----END OPENSSH PRIVATE KEY-----', ''].join('\n');
}

function uint32(number: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(number);
  return bytes;
}

const string = (value: string | Buffer) => Buffer.concat([uint32(Buffer.byteLength(value)), Buffer.from(value)]);
