import { cleanDocument } from '../clean.ts';

/** Encord writes these anew at every fetch: kept, they would make each fetch of an unchanged label differ. */
const changingAtEveryFetch = new Set(['export_hash', 'exported_at', 'export_history']);

export function clean(document: unknown): unknown {
  const cleaned = cleanDocument(document);
  if (typeof cleaned !== 'object' || cleaned === null || Array.isArray(cleaned)) return cleaned;
  return Object.fromEntries(Object.entries(cleaned).filter(([key]) => !changingAtEveryFetch.has(key)));
}
