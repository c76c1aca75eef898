import { SignatureMismatch } from '../../contracts/errors.ts';
import { isSignedByAny } from '../kit/webhook-body.ts';
import type { Delivery } from '../platform.ts';

const signatureHeader = 'x-encord-signature';
const timestampHeader = 'x-encord-timestamp';

/** The same as in Encord's own receiver: https://github.com/encord-team/encord-agents `encord_agents/core/webhooks.py` */
const toleranceSeconds = 300;

/**
 * `X-Encord-Signature` = hex HMAC-SHA256 of `<X-Encord-Timestamp>.<raw body>`; the secret is used as text, not decoded
 * from hex: https://docs.encord.com/platform-documentation/Annotate/annotate-webhooks-notifications#verifying-webhook-signatures
 */
export function verify({ headers, body }: Delivery, secrets: readonly string[], now: Date): void {
  const signature = headers[signatureHeader];
  const timestamp = headers[timestampHeader];
  if (!signature) throw new SignatureMismatch(unsignedMessage(headers));
  if (!timestamp) throw new SignatureMismatch(`The header ${timestampHeader} is missing.`);
  if (!/^\d+$/.test(timestamp)) {
    throw new SignatureMismatch(`The header ${timestampHeader} must be a number of seconds since 1970, but is not.`);
  }
  const ageSeconds = now.getTime() / 1000 - Number(timestamp);
  if (Math.abs(ageSeconds) > toleranceSeconds) {
    throw new SignatureMismatch(
      `The delivery was signed ${Math.round(Math.abs(ageSeconds))} s ${ageSeconds > 0 ? 'ago' : 'in the future'}; ` +
        `${toleranceSeconds} s are allowed. Check the clocks; an old delivery may be a replay.`,
    );
  }
  if (!isSignedByAny(secrets, signature, 'sha256', `${timestamp}.`, body)) {
    throw new SignatureMismatch(
      `None of the ${secrets.length} active secrets made the signature in ${signatureHeader}. ` +
        'Compare them with the secret that Encord shows beside the webhook URL.',
    );
  }
}

/** Encord may introduce a header `X-Encord-Signature-…` and retire today's later: such a delivery is not unsigned. */
function unsignedMessage(headers: Delivery['headers']): string {
  const hasNewer = Object.keys(headers).some((name) => name.startsWith(`${signatureHeader}-`) && headers[name]);
  return hasNewer
    ? `The delivery is signed only with a newer scheme (a header ${signatureHeader}-…), which this version does not know.`
    : `The header ${signatureHeader} is missing: the delivery is not signed.`;
}
