import { createRequire } from 'node:module';

/** This folder's `serverless` is osls, a fork; a global Serverless Framework 4 has the same name and fits the same range. */
export function isOwnServerless(serverless: unknown): boolean {
  try {
    const Own: unknown = createRequire(import.meta.url)('serverless');
    return typeof Own === 'function' && serverless instanceof Own;
  } catch (error) {
    if ((error as { code?: string }).code === 'MODULE_NOT_FOUND') return false; // before `npm ci`
    throw error;
  }
}
