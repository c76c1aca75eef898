import { createHmac, timingSafeEqual } from 'node:crypto';
import { type DeliveryRefused, MalformedDelivery } from '../../contracts/errors.ts';
import { kindOf } from '../../contracts/kind-of.ts';

/** Whether any of the secrets made this signature (lower-case hex) over these parts, in constant time for a secret. */
export function isSignedByAny(
  secrets: readonly string[],
  signature: string,
  algorithm: 'sha256' | 'sha1',
  ...parts: readonly (string | Uint8Array)[]
): boolean {
  const given = Buffer.from(signature, 'utf8');
  let found = false;
  for (const secret of secrets) {
    const hmac = createHmac(algorithm, secret);
    for (const part of parts) hmac.update(part);
    const wanted = Buffer.from(hmac.digest('hex'), 'utf8');
    if (given.length === wanted.length && timingSafeEqual(given, wanted)) found = true;
  }
  return found;
}

/** A field's name comes from outside, and is repeated in answers and in the log. */
const longestName = 80;

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * An object in the body of a delivery, read field by field: MalformedDelivery names the field that is not as it must be,
 * and fields nobody reads are ignored. No schema: a delivery holds a handful of ids, and the schema library would be
 * more than a third of what the webhook receiver loads at a cold start.
 */
export class DeliveryObject {
  readonly #fields: Fields;
  readonly #path: string;

  private constructor(fields: Fields, path: string) {
    this.#fields = fields;
    this.#path = path;
  }

  /** The body as a JSON object. */
  static parse(body: Uint8Array): DeliveryObject {
    let json: unknown;
    try {
      json = JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'));
    } catch (cause) {
      throw new MalformedDelivery('The body is not JSON.', { cause });
    }
    if (!isFields(json)) throw new MalformedDelivery(`The body must be a JSON object, but is ${kindOf(json)}.`);
    return new DeliveryObject(json, '');
  }

  has(name: string): boolean {
    return this.#fields[name] !== undefined && this.#fields[name] !== null;
  }

  /** As it came, of any kind. */
  value(name: string): unknown {
    return this.#fields[name];
  }

  /** A text of at least one character. */
  text(name: string): string {
    const value = this.#fields[name];
    if (typeof value === 'string' && value !== '') return value;
    throw this.#wrong(name, 'a text');
  }

  number(name: string): number {
    const value = this.#fields[name];
    if (typeof value === 'number') return value;
    throw this.#wrong(name, 'a number');
  }

  object(name: string): DeliveryObject {
    const value = this.#fields[name];
    if (isFields(value)) return new DeliveryObject(value, this.#pathOf(name));
    throw this.#wrong(name, 'an object');
  }

  /** The fields that are objects, by name. */
  objects(): [string, DeliveryObject][] {
    return Object.keys(this.#fields).flatMap((name) =>
      isFields(this.#fields[name]) ? [[name, this.object(name)]] : [],
    );
  }

  /** A list of objects. */
  list(name: string): DeliveryObject[] {
    const value = this.#fields[name];
    if (!Array.isArray(value)) throw this.#wrong(name, 'a list');
    return value.map((item: unknown, index) => {
      const place = `${name}[${index}]`;
      if (isFields(item)) return new DeliveryObject(item, this.#pathOf(place));
      throw new MalformedDelivery(`${this.#pathOf(place)} must be an object, but is ${kindOf(item)}.`);
    });
  }

  /** One text, a list of texts, or nothing at all; empty texts are nothing. */
  texts(name: string): string[] {
    const values = [this.#fields[name] ?? []].flat();
    if (values.every((value) => typeof value === 'string')) return values.filter((value) => value !== '');
    throw this.#wrong(name, 'a text or a list of texts');
  }

  #pathOf(name: string): string {
    const shown = name.length > longestName ? `${name.slice(0, longestName)}…` : name;
    return this.#path === '' ? shown : `${this.#path}.${shown}`;
  }

  #wrong(name: string, expected: string): DeliveryRefused {
    return new MalformedDelivery(`${this.#pathOf(name)} must be ${expected}, but is ${kindOf(this.#fields[name])}.`);
  }
}
