import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Platform } from '../../lib/platforms/platform.ts';
import { secretCache } from '../../lib/runtime/secrets.ts';
import { apiOf } from '../connect/api.ts';
import { projectsInRoutes } from '../connect/choices.ts';
import type { Stack } from '../stack.ts';
import { Ailment, type Check } from './check.ts';

const answerMilliseconds = 30_000;

/** Secrets as the functions read them, the platform with them, and the way in. `projects`: also those, besides the routes'. */
export function platformChecks(platform: Platform, stack: Stack, projects: readonly string[]): readonly Check[] {
  const { id, title } = platform;
  const secrets = secretCache(new SecretsManagerClient(), stack.secretsPrefix);
  const remedy = `Put it in: labelwire connect ${id}`;
  const read = (use: 'webhook' | 'api') =>
    secrets(id, use).catch((cause: Error) => {
      throw new Ailment(`${cause.message.replace(/ Put one in: .*$/s, '')} ${remedy}`, { cause });
    });
  const api = async () => {
    const [credential = ''] = await read('api');
    return { setup: (await platform.setup()).default, api: apiOf(platform, credential) };
  };
  const all = [...new Set([...projectsInRoutes(id), ...projects])];
  return [
    { name: `${id}: webhook secret`, look: async () => counted((await read('webhook')).length) },
    {
      name: `${id}: credential`,
      async look() {
        const { setup, api: asked } = await api();
        await setup.checkCredential(asked);
        return `${title} takes it`;
      },
    },
    ...all.map((project) => ({
      name: `${id}: project ${project}`,
      async look() {
        const { setup, api: asked } = await api();
        await setup.checkProject(project, asked);
        return 'can be seen';
      },
    })),
    { name: `${id}: webhook URL`, look: () => reach(`${stack.webhookUrl}/${id}`) },
  ];
}

const counted = (values: number): string =>
  values === 1 ? 'readable' : `readable; so is the one before it, which counts, too`;

/**
 * With a GET, which the receiver refuses with 405: an unsigned POST would get 401, and raise the alarm that somebody
 * without the secret is at the door.
 */
async function reach(url: string): Promise<string> {
  const answer = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(answerMilliseconds) }).catch(
    (cause: Error) => {
      const code = (cause.cause as { code?: string } | undefined)?.code ?? cause.name;
      throw new Ailment(`${url} does not answer (${code}). Is the stack deployed, and this the right stage?`, {
        cause,
      });
    },
  );
  await answer.body?.cancel();
  if (answer.status === 405) return `${url} answers`;
  const why =
    answer.status === 404
      ? `The deployed labelwire.config.ts does not name the platform: deploy.`
      : 'Look at the log of receiveWebhook.';
  throw new Ailment(`${url} answered ${answer.status}, and 405 was to be expected of a GET. ${why}`);
}
