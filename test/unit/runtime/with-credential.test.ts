import { describe, expect, it } from 'vitest';
import { InvalidConfiguration, PlatformRefused, PlatformUnavailable } from '../../../lib/contracts/errors.ts';
import { withCredential } from '../../../lib/runtime/with-credential.ts';
import { recordingLog } from '../../support/events.ts';

const refusal = new PlatformRefused('The platform refuses the credentials (401).');

/** A connection whose secret holds `renewed` when it is looked at again, and a platform that takes only `accepted`. */
function aConnection({ cached = 'old', renewed = 'old', accepted = 'old', failure = refusal as Error }) {
  const calls: string[] = [];
  const log = recordingLog();
  let looks = 0;
  const credentialOf = async (_connection: string, { renew = false } = {}) => {
    if (renew) looks += 1;
    return renew ? renewed : cached;
  };
  const result = withCredential('encord', { credentialOf, log: log.log }, async (credential) => {
    calls.push(credential);
    if (credential !== accepted) throw failure;
    return 'the labels';
  });
  return { result, calls, log, looks: () => looks };
}

describe('a call of a platform', () => {
  it('looks at no secret again while the credential is accepted', async () => {
    const { result, calls, looks } = aConnection({});
    expect(await result).toBe('the labels');
    expect([calls, looks()]).toEqual([['old'], 0]);
  });

  it.each([refusal, new InvalidConfiguration('The secret is not a private key.')])(
    'is made once more, and recorded, when the credential changed since it was cached (%o)',
    async (failure) => {
      const { result, calls, log } = aConnection({ renewed: 'new', accepted: 'new', failure });
      expect(await result).toBe('the labels');
      expect(calls).toEqual(['old', 'new']);
      expect(log.entries).toEqual([
        {
          event: 'credential-renewed',
          fields: { connection: 'encord', error: failure.name, reason: failure.message },
        },
      ]);
    },
  );

  it('fails with the refusal when the secret holds the same credential still', async () => {
    const { result, calls, log } = aConnection({ accepted: 'another' });
    await expect(result).rejects.toBe(refusal);
    expect([calls, log.entries]).toEqual([['old'], []]);
  });

  it('fails with the second refusal when the platform refuses the changed credential too', async () => {
    const { result, calls } = aConnection({ renewed: 'new', accepted: 'another' });
    await expect(result).rejects.toBe(refusal);
    expect(calls).toEqual(['old', 'new']);
  });

  it('that fails for another reason looks at no secret again', async () => {
    const failure = new PlatformUnavailable('The platform answered 503.');
    const { result, calls, looks } = aConnection({ renewed: 'new', accepted: 'new', failure });
    await expect(result).rejects.toBe(failure);
    expect([calls, looks()]).toEqual([['old'], 0]);
  });
});
