import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { InvalidConfiguration } from '../../../contracts/errors.ts';

const what = "Encord's private key";
const remedy =
  'Put the Ed25519 private key of an Encord service account into the secret, as Encord gave it (OpenSSH PEM) or as PKCS#8 PEM.';
const invalid = (why: string, cause?: unknown) =>
  new InvalidConfiguration(`${what} cannot be used: ${why}. ${remedy}`, { cause });

/** Kind of PEM → how its bytes are read as a key; throws where they cannot be. */
const armours: Readonly<Record<string, (bytes: Buffer) => KeyObject>> = {
  'OPENSSH PRIVATE KEY': opensshKey,
  'PRIVATE KEY': (bytes) => createPrivateKey({ key: bytes, format: 'der', type: 'pkcs8' }),
  'ENCRYPTED PRIVATE KEY': () => {
    throw invalid('it is protected by a passphrase');
  },
};

/**
 * Reads the key as people store it: with CRLF, with `\n` as two characters, on one line, in a JSON string or as a value of
 * a JSON object. InvalidConfiguration says why a key cannot be used, and never repeats a part of it.
 */
export function parsePrivateKey(secret: string): KeyObject {
  const text = unwrap(secret.trim());
  const [, kind = '', body = ''] = /-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \1-----/s.exec(text) ?? [];
  if (!kind) {
    throw invalid(
      text.includes('-----BEGIN') ? 'it is cut off (it has no END line)' : 'the secret holds no private key',
    );
  }
  const read = Object.hasOwn(armours, kind) ? armours[kind] : undefined;
  if (!read) throw invalid(`it is a ${kind}, not an Ed25519 private key`);
  const key = readable(() => read(Buffer.from(body.replace(/\\[rn]|\s/g, ''), 'base64')));
  if (key.asymmetricKeyType !== 'ed25519') throw invalid(`it is a key of type ${key.asymmetricKeyType}, not Ed25519`);
  return key;
}

/** The key in a JSON string or object, else the text itself. */
function unwrap(text: string): string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return text; // the usual case: the PEM itself
  }
  const values = typeof json === 'object' && json !== null ? Object.values(json) : [json];
  return values.find((value): value is string => typeof value === 'string' && value.includes('-----BEGIN')) ?? '';
}

function readable(read: () => KeyObject): KeyObject {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof InvalidConfiguration) throw cause;
    throw invalid('it is damaged', cause);
  }
}

const opensshMagic = Buffer.from('openssh-key-v1\0');

/** PKCS#8 of an Ed25519 key is this and the 32 bytes of the seed: https://www.rfc-editor.org/rfc/rfc8410#section-7 */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Node cannot read OpenSSH keys. https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key */
function opensshKey(bytes: Buffer): KeyObject {
  if (!bytes.subarray(0, opensshMagic.length).equals(opensshMagic)) throw invalid('it is damaged');
  const file = new SshReader(bytes.subarray(opensshMagic.length));
  const cipher = file.string().toString();
  const kdf = file.string().toString();
  if (cipher !== 'none' || kdf !== 'none') throw invalid('it is protected by a passphrase');
  file.string(); // options of the key derivation
  if (file.uint32() !== 1) throw invalid('its file holds several keys');
  file.string(); // public key, which is in the private section, too
  const section = new SshReader(file.string());
  const [check, repeatedCheck] = [section.uint32(), section.uint32()];
  if (check !== repeatedCheck) throw invalid('it is damaged');
  if (section.string().toString() !== 'ssh-ed25519') throw invalid('it is not an Ed25519 key');
  const publicKey = section.string();
  const seed = section.string().subarray(0, 32);
  const key = createPrivateKey({ key: Buffer.concat([pkcs8Prefix, seed]), format: 'der', type: 'pkcs8' });
  if (!rawPublicKey(key).equals(publicKey)) throw invalid('its public half does not belong to its private half');
  return key;
}

/** The 32 bytes that Encord knows a user's key by. */
export function rawPublicKey(key: KeyObject): Buffer {
  const { x } = createPublicKey(key).export({ format: 'jwk' });
  return Buffer.from(x ?? '', 'base64url');
}

class SshReader {
  readonly #bytes: Buffer;
  #position = 0;
  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }
  uint32(): number {
    const value = this.#bytes.readUInt32BE(this.#position);
    this.#position += 4;
    return value;
  }
  /** Its length, then its bytes. */
  string(): Buffer {
    const length = this.uint32();
    const value = this.#bytes.subarray(this.#position, this.#position + length);
    if (value.length < length) throw invalid('it is cut off');
    this.#position += length;
    return value;
  }
}
