import { describe, expect, it } from 'vitest';
import encord from '../../../../lib/platforms/encord/index.ts';
import { delivery, envelope, now, secret } from './signed-delivery.ts';

describe('the signature', () => {
  const verifying = (sent: ReturnType<typeof delivery>) => () => encord.verify(sent, [secret], now);
  const mismatch = (message: RegExp) =>
    expect.objectContaining({ name: 'SignatureMismatch', message: expect.stringMatching(message) });

  it.each([-300, 0, 300])('a signature is accepted %i seconds after it was made', (age) => {
    expect(verifying(delivery(envelope(), { age }))).not.toThrow();
  });

  it('an old delivery, one from the future, a wrong signature and a missing header are refused with different messages', () => {
    expect(verifying(delivery(envelope(), { age: 301 }))).toThrow(mismatch(/301 s ago/));
    expect(verifying(delivery(envelope(), { age: -301 }))).toThrow(mismatch(/301 s in the future/));
    expect(verifying(delivery(envelope(), { headers: { 'x-encord-signature': 'f'.repeat(64) } }))).toThrow(
      mismatch(/None of the 1 active secrets/),
    );
    expect(verifying(delivery(envelope(), { headers: { 'x-encord-signature': '' } }))).toThrow(mismatch(/not signed/));
    expect(verifying(delivery(envelope(), { headers: { 'x-encord-timestamp': '' } }))).toThrow(
      mismatch(/x-encord-timestamp is missing/),
    );
    expect(verifying(delivery(envelope(), { headers: { 'x-encord-timestamp': 'noon' } }))).toThrow(
      mismatch(/must be a number of seconds/),
    );
  });

  it('a delivery that only a newer scheme signed is refused with that reason, and both schemes side by side are accepted', () => {
    const newer = { 'x-encord-signature-v2': 'abc' };
    const { body } = delivery(envelope());
    expect(verifying({ body, headers: newer as never })).toThrow(
      mismatch(/newer scheme \(a header x-encord-signature-…\)/),
    );
    expect(verifying(delivery(envelope(), { headers: newer }))).not.toThrow();
  });

  it('a signature is over the time, too: it is refused with the time of another second', () => {
    const { headers, body } = delivery(envelope(), { age: 10 });
    const moved = { ...headers, 'x-encord-timestamp': String(now.getTime() / 1000) };
    expect(verifying({ body, headers: moved })).toThrow(mismatch(/None of the/));
  });
});
