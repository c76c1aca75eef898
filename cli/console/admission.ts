import { createHash, timingSafeEqual } from 'node:crypto';
import { RefusedCall } from './refused-call.ts';

export type Admission = {
  /** What the address that was printed ends with; nobody else on this machine knows it. */
  readonly token: string;
  /** As browsers write this server: `127.0.0.1:8790`. */
  readonly hosts: readonly string[];
};

/**
 * Throws where a request does not come from this page of this server. A host by another name is a stranger's site whose name
 * leads here (DNS rebinding), another origin a stranger's page.
 */
export function admitHost({ headers }: Request, { hosts }: Admission): void {
  if (!hosts.includes(headers.get('host') ?? ''))
    throw new RefusedCall(421, `The host must be ${hosts.join(' or ')}, but is not.`);
  const origin = headers.get('origin');
  if (origin !== null && !hosts.some((host) => origin === `http://${host}`))
    throw new RefusedCall(403, 'The origin must be this page, but is not.');
}

/**
 * Throws where whoever asks does not have the token. It travels in a header, which no other site can send, and not in a
 * cookie, which a browser sends to every port of this machine.
 */
export function admitToken({ headers }: Request, { token }: Admission): void {
  const [, given = ''] = /^Bearer (.+)$/.exec(headers.get('authorization') ?? '') ?? [];
  const site = headers.get('sec-fetch-site');
  if (site !== null && site !== 'same-origin') throw new RefusedCall(403, 'The request must come from this page.');
  if (!timingSafeEqual(digest(given), digest(token)))
    throw new RefusedCall(401, 'The token is wrong. Open the address that labelwire console, or npm start, printed.');
}

/** Of one length, whatever was given. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
