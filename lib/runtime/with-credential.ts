import { InvalidConfiguration, PlatformRefused } from '../contracts/errors.ts';
import type { Log } from '../contracts/log-events.ts';
import type { Credentials } from './secrets.ts';

/**
 * Calls the platform with the connection's credential. The cache holds a credential for minutes: where the platform refuses
 * it, or it is not usable at all, and Secrets Manager has another one by now, the call is made once more with that one.
 */
export async function withCredential<Result>(
  connection: string,
  { credentialOf, log }: { readonly credentialOf: Credentials; readonly log: Log },
  call: (credential: string) => Promise<Result>,
): Promise<Result> {
  const credential = await credentialOf(connection);
  try {
    return await call(credential);
  } catch (error) {
    if (!(error instanceof PlatformRefused || error instanceof InvalidConfiguration)) throw error;
    const renewed = await credentialOf(connection, { renew: true });
    if (renewed === credential) throw error;
    log('credential-renewed', { connection, error: error.name, reason: error.message });
    return call(renewed);
  }
}
