import { createHash, timingSafeEqual } from 'node:crypto';
import { SignatureMismatch } from '../../contracts/errors.ts';
import type { Delivery } from '../platform.ts';

const header = 'x-labelwire-secret';

/**
 * Label Studio signs nothing. What it sends with each delivery are headers that the webhook's owner chose
 * (https://labelstud.io/guide/webhooks), so that one of them holds the secret itself; the body proves nothing.
 */
export function verify({ headers, query }: Delivery, secrets: readonly string[]): void {
  const bearer = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  const given = [headers[header], bearer, query?.token].flatMap((secret) => secret || []); // never an empty one
  if (given.length === 0) {
    throw new SignatureMismatch(
      'The header X-Labelwire-Secret is missing. Give the webhook in Label Studio that header, with the secret as its value (or Authorization: Bearer <secret>).',
    );
  }
  // Every pair is compared, so that the time tells nothing of which secret came closest.
  const matches = given.flatMap((one) => secrets.map((secret) => isSame(one, secret)));
  if (!matches.includes(true)) {
    throw new SignatureMismatch(
      `The secret that came with the delivery is none of the ${secrets.length} active ones. Compare the header of the webhook in Label Studio with the secret in Secrets Manager.`,
    );
  }
}

/** In constant time for a secret: digests have one length. */
const isSame = (given: string, secret: string): boolean => timingSafeEqual(digest(given), digest(secret));

const digest = (text: string) => createHash('sha256').update(text, 'utf8').digest();
