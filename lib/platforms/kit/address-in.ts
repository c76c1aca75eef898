import { isFields } from './fields.ts';

/** Of those that a document may have; a longer string is not an address. */
const longestAddress = 8192;
const deepest = 1000;

/** The first string of a document that is this address, with the query that signs it. */
export function addressIn(document: unknown, uri: string, left = deepest): string | undefined {
  if (typeof document === 'string') {
    const isIt = document.length <= longestAddress && document.replace(/[?#].*$/s, '') === uri;
    return isIt ? document : undefined;
  }
  if (left === 0) return undefined;
  const parts = Array.isArray(document) ? document : isFields(document) ? Object.values(document) : [];
  for (const part of parts) {
    const found = addressIn(part, uri, left - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}
