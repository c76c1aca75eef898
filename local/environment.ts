import { resolve } from 'node:path';
import { apiUrlVariable } from '../lib/runtime/platform-http.ts';
import type { Pipeline } from './pipeline.ts';
import { samples } from './samples-folder.ts';

/** As deployed, unless a parameter says otherwise. */
export const reconcileHours = 6;

/**
 * What another process needs to work with this pipeline: the environment of the functions, where webhooks go, and the folder of
 * the documents that the platforms serve.
 */
export function environmentForTools({ aws, connections }: Pipeline, documents = samples): Record<string, string> {
  const apiUrls = connections.map(({ name, apiUrl }) => [apiUrlVariable(name), apiUrl]);
  const [{ webhookUrl = '' } = {}] = connections;
  const forTools = {
    BUCKET_PREFIX: '',
    RECONCILE: `rate(${reconcileHours} hours)`,
    LABELWIRE_DOCUMENTS: resolve(documents),
    WEBHOOK_URL: webhookUrl.replace(/\/[^/]+$/, ''),
  };
  return { ...aws.environment, ...Object.fromEntries(apiUrls), ...forTools };
}
