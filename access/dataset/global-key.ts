import { createHash } from 'node:crypto';

/** https://docs.labelbox.com/docs/limits */
export const longestGlobalKey = 200;
const hashLength = 64;

/**
 * The same key always gives the same global key, and two keys never share one: what is too long is cut, and ends in the
 * SHA-256 of the whole. `prefix` stands before it, to tell buckets of one workspace apart.
 */
export function globalKeyOf(key: string, prefix = ''): string {
  const whole = prefix + key;
  if (whole.length <= longestGlobalKey) return whole;
  const kept = whole.slice(0, longestGlobalKey - hashLength - 1).replace(/[\ud800-\udbff]$/, ''); // never half a character
  return `${kept}~${createHash('sha256').update(whole).digest('hex')}`;
}
