import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Credential } from '../../testing.ts';

// As a server of version 1.23 issues them: a personal access token is a JWT of 200 years that is exchanged for access tokens
// of five minutes; a legacy token is 40 hex digits. https://labelstud.io/guide/access_tokens

const accessSeconds = 300;
const years200 = 200 * 365.25 * 24 * 3600;

type Claims = {
  readonly token_type: 'access' | 'refresh';
  readonly exp: number;
  readonly iat: number;
  readonly jti: string;
  readonly user_id: string;
};

const base64url = (json: unknown) => Buffer.from(JSON.stringify(json)).toString('base64url');

function jwt(type: Claims['token_type'], lifeSeconds: number, key: string): string {
  const iat = Math.floor(Date.now() / 1000);
  const claims: Claims = {
    token_type: type,
    exp: iat + lifeSeconds,
    iat,
    jti: randomBytes(16).toString('hex'),
    user_id: '1',
  };
  const signed = `${base64url({ alg: 'HS256', typ: 'JWT' })}.${base64url(claims)}`;
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`;
}

/** What a new user has got since October 2025. */
export const personalAccessToken = (lifeSeconds = years200): Credential => ({
  secret: jwt('refresh', Math.round(lifeSeconds), randomBytes(32).toString('hex')),
});

/** What older users still have. */
export const legacyToken = (): Credential => ({ secret: randomBytes(20).toString('hex') });

export const isPersonal = ({ secret }: Credential): boolean => secret.split('.').length === 3;

/** A real server has a key of its own; here it is derived from the one token that the server accepts. */
const keyOf = ({ secret }: Credential) => createHash('sha256').update(`server of ${secret}`).digest('hex');

export const accessToken = (credential: Credential): string => jwt('access', accessSeconds, keyOf(credential));

/** Whether this server issued the access token, and it has not expired. */
export function isValidAccess(token: string, credential: Credential): boolean {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const wanted = createHmac('sha256', keyOf(credential)).update(`${header}.${payload}`).digest();
  const received = Buffer.from(signature, 'base64url');
  if (received.length !== wanted.length || !timingSafeEqual(received, wanted)) return false;
  const { exp, token_type: type } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Claims;
  return type === 'access' && exp > Date.now() / 1000;
}
