import { SignatureMismatch } from '../../contracts/errors.ts';
import { isSignedByAny } from '../kit/webhook-body.ts';
import type { Delivery } from '../platform.ts';

type Signature = { readonly header: string; readonly algorithm: 'sha256' | 'sha1'; readonly pattern: RegExp };

/**
 * The body's HMAC, the better one first: https://docs.labelbox.com/reference/webhook. A delivery has both; the older sample
 * of Labelbox reads the second (https://github.com/Labelbox/labelbox-notebooks/blob/main/project_configuration/webhooks.ipynb).
 * An HMAC with SHA-1 cannot be forged without the secret either (https://www.rfc-editor.org/rfc/rfc6194#section-3.3).
 */
const signatures: readonly Signature[] = [
  { header: 'X-Hub-Signature-256', algorithm: 'sha256', pattern: /^sha256=([0-9a-f]{64})$/i },
  { header: 'X-Hub-Signature', algorithm: 'sha1', pattern: /^sha1=([0-9a-f]{40})$/i },
];

/** The first signature that is present decides: if it is wrong, the other one is not looked at. */
export function verify({ headers, body }: Delivery, secrets: readonly string[]): void {
  const found = signatures.find(({ header }) => headers[header.toLowerCase()] !== undefined);
  if (!found) throw new SignatureMismatch('The header X-Hub-Signature-256 is missing, and so is X-Hub-Signature.');
  const { header, algorithm, pattern } = found;
  const [, hex] = pattern.exec(headers[header.toLowerCase()] ?? '') ?? [];
  if (hex === undefined) {
    throw new SignatureMismatch(
      `${header} must be "${algorithm}=" and ${algorithm === 'sha1' ? 40 : 64} hex digits, but is not.`,
    );
  }
  if (!isSignedByAny(secrets, hex.toLowerCase(), algorithm, body)) {
    throw new SignatureMismatch(`${header} was not made over this body with a known secret.`);
  }
}
