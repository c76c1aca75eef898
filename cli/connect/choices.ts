import type { Command } from 'commander';
import { type Configuration, routeOf } from '../../lib/configuration/configuration.ts';
import type { Connection } from '../../lib/configuration/connections.ts';
import { quoted } from '../../lib/contracts/printable.ts';
import type { Setup } from '../../lib/platforms/platform.ts';
import { askCredential, askSecret, askText, givenSecret, isInteractive } from './answers.ts';
import { newWebhookSecret, type SecretVault } from './secrets.ts';

/** A secret, and whether it is another one than Secrets Manager holds. */
export type Chosen = { readonly value: string; readonly isNew: boolean };

/** Named by the call, else by the routes of labelwire.config.ts, else by the person. */
export async function chooseProjects(
  { name, platform }: Connection,
  configuration: Configuration,
  named: readonly string[] | undefined,
  command: Command,
): Promise<readonly string[]> {
  const projects = named ?? projectsInRoutes(name, configuration);
  if (projects.length === 0 && !isInteractive()) command.error('error: Say which project: --project <id>.');
  const chosen = projects.length > 0 ? projects : [await askText(`Project of ${platform.title} (its id)`)];
  const unwanted = chosen.find((project) => !routeOf(configuration, { connection: name, project }));
  if (unwanted === undefined) return chosen;
  throw new Error(
    `No route in labelwire.config.ts takes the project ${quoted(unwanted)} of ${name}. Add it to one, and deploy.`,
  );
}

export const projectsInRoutes = (connection: string, { routes }: Configuration): string[] => [
  ...new Set(routes.flatMap((route) => (route.platform === connection ? (route.projects ?? []) : []))),
];

/** Given, else as it is stored, else asked for. */
export async function chooseCredential(
  { name }: Connection,
  { credential }: Setup,
  file: string | undefined,
  vault: SecretVault,
): Promise<Chosen> {
  const stored = await vault.read(`${name}/api`);
  const value = givenSecret(file, 'LABELWIRE_API_KEY') ?? stored ?? (await askCredential(credential));
  return { value, isNew: value !== stored };
}

/** Given, else as it is stored, else made here; undefined where the platform makes it and it is not known yet. */
export async function chooseWebhookSecret(
  { name }: Connection,
  { secretFrom }: Setup,
  { webhookSecretFile, rotateSecret = false }: { readonly webhookSecretFile?: string; readonly rotateSecret?: boolean },
  vault: SecretVault,
): Promise<Chosen | undefined> {
  const stored = await vault.read(`${name}/webhook`);
  const given = givenSecret(webhookSecretFile, 'LABELWIRE_WEBHOOK_SECRET');
  const value = given ?? (rotateSecret ? undefined : stored) ?? (secretFrom === 'us' ? newWebhookSecret() : undefined);
  return value === undefined ? undefined : { value, isNew: value !== stored };
}

/** After the person has entered the URL on the platform. */
export async function askWebhookSecret({ platform: { title } }: Connection): Promise<Chosen> {
  if (!isInteractive()) {
    throw new Error(
      `The webhook's secret is missing. Do the steps above, then call this again with --webhook-secret-file <file> (- for standard input) or LABELWIRE_WEBHOOK_SECRET.`,
    );
  }
  return { value: await askSecret(`Secret that ${title} shows beside the URL`), isNew: true };
}
