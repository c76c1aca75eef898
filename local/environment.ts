import { apiUrlVariable } from '../lib/runtime/platform-http.ts';
import type { Pipeline } from './pipeline.ts';

/** As deployed, unless a parameter says otherwise. */
export const reconcileHours = 6;

/** What another process needs to work with this pipeline: the environment of the functions, and where webhooks go. */
export function environmentForTools({ aws, connections }: Pipeline): Record<string, string> {
  const apiUrls = connections.map(({ name, apiUrl }) => [apiUrlVariable(name), apiUrl]);
  const [{ webhookUrl = '' } = {}] = connections;
  const forTools = {
    BUCKET_PREFIX: '',
    RECONCILE: `rate(${reconcileHours} hours)`,
    WEBHOOK_URL: webhookUrl.replace(/\/[^/]+$/, ''),
  };
  return { ...aws.environment, ...Object.fromEntries(apiUrls), ...forTools };
}
