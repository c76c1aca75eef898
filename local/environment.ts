import type { Pipeline } from './pipeline.ts';

/** What another process needs to work with this pipeline: the environment of the functions, and where webhooks go. */
export function environmentForTools({ aws, platforms }: Pipeline): Record<string, string> {
  const all = Object.values(platforms);
  const apiUrls = all.map(({ simulated, apiUrl }) => [
    `LABELWIRE_API_URL_${simulated.id.toUpperCase().replaceAll('-', '_')}`,
    apiUrl,
  ]);
  const [{ webhookUrl = '' } = {}] = all;
  const forTools = { BUCKET_PREFIX: '', WEBHOOK_URL: webhookUrl.replace(/\/[^/]+$/, '') };
  return { ...aws.environment, ...Object.fromEntries(apiUrls), ...forTools };
}
