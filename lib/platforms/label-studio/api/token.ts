import * as z from 'zod/mini';
import { PlatformRefused, PlatformUnavailable } from '../../../contracts/errors.ts';
import type { PlatformApi } from '../../platform.ts';

// Two kinds of tokens: https://labelstud.io/guide/access_tokens. A personal access token is a JWT that buys access tokens
// of a few minutes; a legacy token is 40 hex digits, and lasts until somebody turns it off.

const seconds = z.number().check(z.nonnegative());
const Claims = z.object({ exp: z.optional(seconds), iat: z.optional(seconds), token_type: z.optional(z.string()) });
const Refreshed = z.object({ access: z.string().check(z.minLength(1)) });

/** An access token is not used any more this long before it ends: a request takes a while. */
const marginMilliseconds = 60_000;
const assumedLifeMilliseconds = 5 * 60_000;

type Access = { readonly of: string; readonly token: Promise<string>; validUntil: number };

/** The one that is in use; whoever asks while it is fetched waits for the same answer. */
let current: Access | undefined;

/** The headers of a request. PlatformRefused when the token cannot be used. `isFresh` asks for a new access token. */
export async function authorization(api: PlatformApi, isFresh = false): Promise<Record<string, string>> {
  const credential = api.credential.trim();
  const claims = claimsOf(credential);
  if (!claims) return { Authorization: `Token ${credential}` };
  checkKind(claims, api.now());
  const of = `${api.url} ${credential}`;
  if (isFresh || current?.of !== of || current.validUntil <= api.now().getTime())
    current = fetched(of, credential, api);
  return { Authorization: `Bearer ${await current.token}` };
}

/** Whether a refusal may mean that an access token ended early, e.g. because the server got new keys. */
export const mayBeStale = (api: PlatformApi): boolean => claimsOf(api.credential.trim()) !== undefined;

function checkKind({ exp, token_type: kind }: z.infer<typeof Claims>, now: Date): void {
  if (kind === 'access') {
    throw new PlatformRefused(
      'The secret holds an access token, which lasts some minutes. Put the personal access token there: in Label Studio, Account & Settings → Personal Access Token.',
    );
  }
  if (exp !== undefined && exp * 1000 <= now.getTime()) {
    throw new PlatformRefused(
      `The personal access token of Label Studio ended at ${new Date(exp * 1000).toISOString()}. Make a new one and put it into the secret.`,
    );
  }
}

function fetched(of: string, refresh: string, api: PlatformApi): Access {
  const access: Access = { of, token: Promise.resolve(''), validUntil: Number.POSITIVE_INFINITY };
  const token = refreshed(refresh, api).then((fresh) => {
    const { exp, iat } = claimsOf(fresh) ?? {};
    // Its life is counted from now: the server's clock may be another.
    const life = exp !== undefined && iat !== undefined ? (exp - iat) * 1000 : assumedLifeMilliseconds;
    access.validUntil = api.now().getTime() + life - marginMilliseconds;
    return fresh;
  });
  token.catch(() => {
    if (current === made) current = undefined; // whoever waits gets the error; the next one asks anew
  });
  const made = Object.assign(access, { token });
  return made;
}

async function refreshed(refresh: string, api: PlatformApi): Promise<string> {
  const answer = await asked(refresh, api);
  const parsed = answer.status === 200 ? Refreshed.safeParse(jsonOf(answer.body)) : undefined;
  if (parsed?.success) return parsed.data.access;
  throw new PlatformUnavailable(`Label Studio answered HTTP ${answer.status} when asked for an access token.`);
}

async function asked(refresh: string, api: PlatformApi) {
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
      'Label Studio does not take the personal access token: it was revoked or rotated, or is of another server. Make a new one and put it into the secret.',
      { cause: error },
    );
  }
}

/** What a JWT says of itself, unverified: the server is who checks it. Undefined for what is no JWT. */
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
    return undefined; // no JSON is no claims, and no access token
  }
}
