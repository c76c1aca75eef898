import * as z from 'zod/mini';
import { PlatformRefused, PlatformUnavailable } from '../../../contracts/errors.ts';
import type { PlatformApi } from '../../platform.ts';

// Two kinds of tokens: https://labelstud.io/guide/access_tokens. A personal access token is a JWT that is exchanged for
// access tokens of a few minutes; a legacy token is 40 hex digits, and lasts until somebody turns it off.

const seconds = z.number().check(z.nonnegative());
const Claims = z.object({ exp: z.optional(seconds), iat: z.optional(seconds), token_type: z.optional(z.string()) });
const Refreshed = z.object({ access: z.string().check(z.minLength(1)) });

/** An access token is replaced this long before it ends, because a request takes a while. */
const marginMilliseconds = 60_000;
const assumedLifeMilliseconds = 5 * 60_000;

type Access = { readonly owner: string; readonly token: Promise<string>; validUntil: number };

/** The access token in use; requests that need it while it is fetched wait for the same answer. */
let current: Access | undefined;

/** The headers of a request. PlatformRefused when the token cannot be used. `isFresh` asks for a new access token. */
export async function authorization(api: PlatformApi, isFresh = false): Promise<Record<string, string>> {
  const credential = api.credential.trim();
  const claims = claimsOf(credential);
  if (!claims) return { Authorization: `Token ${credential}` };
  checkKind(claims, api.now());
  const owner = `${api.url} ${credential}`;
  if (isFresh || current?.owner !== owner || current.validUntil <= api.now().getTime()) {
    current = fetchAccess(owner, credential, api);
  }
  return { Authorization: `Bearer ${await current.token}` };
}

/** Whether a refusal may mean that an access token ended early, e.g. because the server got new keys. */
export const mayBeStale = (api: PlatformApi): boolean => claimsOf(api.credential.trim()) !== undefined;

function checkKind({ exp, token_type: kind }: z.infer<typeof Claims>, now: Date): void {
  if (kind === 'access') {
    throw new PlatformRefused(
      'The secret must be a personal access token, but is an access token, which lasts some minutes. Take the one in Label Studio under Account & Settings → Personal Access Token.',
    );
  }
  if (exp !== undefined && exp * 1000 <= now.getTime()) {
    throw new PlatformRefused(
      `The personal access token of Label Studio ended at ${new Date(exp * 1000).toISOString()}. Create a new one and put it into the secret.`,
    );
  }
}

function fetchAccess(owner: string, refresh: string, api: PlatformApi): Access {
  const token = newAccessToken(refresh, api).then((fresh) => {
    const { exp, iat } = claimsOf(fresh) ?? {};
    // Its life is counted from now, because the server's clock may differ.
    const life = exp !== undefined && iat !== undefined ? (exp - iat) * 1000 : assumedLifeMilliseconds;
    access.validUntil = api.now().getTime() + life - marginMilliseconds;
    return fresh;
  });
  const access: Access = { owner, token, validUntil: Number.POSITIVE_INFINITY };
  token.catch(() => {
    if (current === access) current = undefined; // those who wait get the error; the next request fetches again
  });
  return access;
}

async function newAccessToken(refresh: string, api: PlatformApi): Promise<string> {
  const answer = await exchange(refresh, api);
  const parsed = answer.status === 200 ? Refreshed.safeParse(jsonOf(answer.body)) : undefined;
  if (parsed?.success) return parsed.data.access;
  throw new PlatformUnavailable(`Label Studio answered HTTP ${answer.status} when asked for an access token.`);
}

async function exchange(refresh: string, api: PlatformApi) {
  try {
    return await api.request({
      method: 'POST',
      url: `${api.url}/api/token/refresh/`,
      headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
      body: JSON.stringify({ refresh }),
    });
  } catch (error) {
    if (!(error instanceof PlatformRefused)) throw error;
    throw new PlatformRefused(
      'Label Studio does not accept the personal access token: it was revoked or rotated, or belongs to another server. Create a new one and put it into the secret.',
      { cause: error },
    );
  }
}

/** What a JWT says about itself, unverified: checking it is up to the server. Undefined for what is not a JWT. */
function claimsOf(token: string): z.infer<typeof Claims> | undefined {
  const [header, payload, signature, ...more] = token.split('.');
  if (!header || !payload || !signature || more.length > 0) return undefined;
  const claims = Claims.safeParse(jsonOf(Buffer.from(payload, 'base64url')));
  return claims.success ? claims.data : undefined;
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined; // what is not JSON has no claims, and no access token
  }
}
