import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Connection } from '../../lib/configuration/connections.ts';
import { secretCache } from '../../lib/runtime/secrets.ts';
import { apiOf } from '../connect/api.ts';
import type { Stack } from '../stack.ts';
import { type Check, CheckFailed } from './check.ts';

const answerMilliseconds = 30_000;

/** Secrets as the functions read them, the platform with them, and the webhook's URL. */
export function platformChecks(
  connection: Connection,
  stack: Stack,
  projects: readonly string[],
  at: string,
): readonly Check[] {
  const { name, platform } = connection;
  const secrets = secretCache(new SecretsManagerClient(), stack.secretsPrefix);
  const remedy = `Put it in: npx labelwire connect ${name}${at}`;
  const read = (use: 'webhook' | 'api') =>
    secrets(name, use).catch((cause: Error) => {
      throw new CheckFailed(`${cause.message.replace(/ Put one in: .*$/s, '')} ${remedy}`, { cause });
    });
  const api = async () => {
    const [credential = ''] = await read('api');
    return { setup: (await platform.setup()).default, api: apiOf(connection, credential) };
  };
  return [
    { name: `${name}: webhook secret`, look: async () => counted((await read('webhook')).length) },
    {
      name: `${name}: credential`,
      async look() {
        const { setup, api: asked } = await api();
        await setup.checkCredential(asked).catch((cause: Error) => {
          if (cause.name !== 'PlatformRefused') throw cause;
          const renewal = `npx labelwire connect ${name} --api-key-file <file>${at}`;
          throw new CheckFailed(`${cause.message} Put another one in: ${renewal}`, { cause });
        });
        return `${platform.title} takes it`;
      },
    },
    ...projects.map((project) => ({
      name: `${name}: project ${project}`,
      async look() {
        const { setup, api: asked } = await api();
        await setup.checkProject(project, asked);
        return 'can be seen';
      },
    })),
    { name: `${name}: webhook URL`, look: () => reach(`${stack.webhookUrl}/${name}`) },
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
      throw new CheckFailed(`${url} does not answer (${code}). Is the stack deployed, and this the right stage?`, {
        cause,
      });
    },
  );
  await answer.body?.cancel();
  if (answer.status === 405) return `${url} answers`;
  const why =
    answer.status === 404
      ? `The deployed labelwire.config.ts does not have this connection: deploy.`
      : 'Look at the log of receiveWebhook.';
  throw new CheckFailed(`${url} answered ${answer.status}, and a GET should get 405. ${why}`);
}
