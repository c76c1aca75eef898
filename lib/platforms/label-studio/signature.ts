import { createHash, timingSafeEqual } from 'node:crypto';
import { SignatureMismatch } from '../../contracts/errors.ts';
import type { Delivery } from '../platform.ts';

const header = 'x-labelwire-secret';

/**
 * Label Studio signs nothing, but sends the headers that the owner of the webhook chose with each delivery
 * (https://labelstud.io/guide/webhooks): one of them holds the secret itself. It proves nothing about the body.
 */
export function verify({ headers, query }: Delivery, secrets: readonly string[]): void {
  const bearer = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  const received = [headers[header], bearer, query?.token].flatMap((secret) => secret || []); // never an empty one
  if (received.length === 0) {
    throw new SignatureMismatch(
      'The header X-Labelwire-Secret is missing. Give the webhook in Label Studio that header, with the secret as its value (or Authorization: Bearer <secret>).',
    );
  }
  // Every pair is compared, so that the time does not reveal which secret came closest.
  const matches = received.flatMap((candidate) => secrets.map((secret) => isSame(candidate, secret)));
  if (!matches.includes(true)) {
    throw new SignatureMismatch(
      `The secret that came with the delivery must be one of the ${secrets.length} active ones, but is another. Compare the header of the webhook in Label Studio with the secret in Secrets Manager.`,
    );
  }
}

/** In constant time for a secret: digests have one length. */
const isSame = (received: string, secret: string): boolean => timingSafeEqual(digest(received), digest(secret));

const digest = (text: string) => createHash('sha256').update(text, 'utf8').digest();
