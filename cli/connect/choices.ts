import type { Command } from 'commander';
import configuration from '../../labelwire.config.ts';
import { type Configuration, routeOf } from '../../lib/configuration/configuration.ts';
import type { Platform, Setup } from '../../lib/platforms/platform.ts';
import { askSecret, askSecretFile, askText, givenSecret, isInteractive } from './answers.ts';
import { newWebhookSecret, type SecretVault } from './secrets.ts';

/** A secret, and whether it is another one than Secrets Manager holds. */
export type Chosen = { readonly value: string; readonly isNew: boolean };

/** Named by the call, else by the routes of labelwire.config.ts, else by the person. */
export async function chooseProjects(
  platform: Platform,
  named: readonly string[] | undefined,
  command: Command,
): Promise<readonly string[]> {
  const projects = named ?? projectsInRoutes(platform.id);
  if (projects.length === 0 && !isInteractive()) command.error('error: Say which project: --project <id>.');
  const chosen = projects.length > 0 ? projects : [await askText(`Project of ${platform.title} (its id)`)];
  const unwanted = chosen.find((project) => !routeOf(configuration, { platform: platform.id, project }));
  if (unwanted === undefined) return chosen;
  throw new Error(
    `No route in labelwire.config.ts wants the project ${unwanted} of ${platform.id}. Add it to one, and deploy.`,
  );
}

export function projectsInRoutes(platform: string): string[] {
  const { routes }: Configuration = configuration;
  return [...new Set(routes.flatMap((route) => (route.platform === platform ? (route.projects ?? []) : [])))];
}

/** Given, else as it is stored, else asked for. */
export async function chooseCredential(
  { id }: Platform,
  { credential }: Setup,
  file: string | undefined,
  vault: SecretVault,
): Promise<Chosen> {
  const stored = await vault.read(`${id}/api`);
  const value = givenSecret(file, 'LABELWIRE_API_KEY') ?? stored ?? (await askFor(credential));
  return { value, isNew: value !== stored };
}

async function askFor({ title, where, isFile }: Setup['credential']): Promise<string> {
  if (!isInteractive()) {
    throw new Error(
      `The ${title} is missing. Give it with --api-key-file <file> (- for standard input) or LABELWIRE_API_KEY. ${where}.`,
    );
  }
  return isFile ? askSecretFile(title) : askSecret(`${title} (${where})`);
}

/** Given, else as it is stored, else made here; undefined where the platform makes it and nobody has told it yet. */
export async function chooseWebhookSecret(
  { id }: Platform,
  { secretFrom }: Setup,
  { webhookSecretFile, rotateSecret = false }: { readonly webhookSecretFile?: string; readonly rotateSecret?: boolean },
  vault: SecretVault,
): Promise<Chosen | undefined> {
  const stored = await vault.read(`${id}/webhook`);
  const given = givenSecret(webhookSecretFile, 'LABELWIRE_WEBHOOK_SECRET');
  const value = given ?? (rotateSecret ? undefined : stored) ?? (secretFrom === 'us' ? newWebhookSecret() : undefined);
  return value === undefined ? undefined : { value, isNew: value !== stored };
}

/** After the person has entered the URL on the platform. */
export async function askWebhookSecret({ title }: Platform): Promise<Chosen> {
  if (!isInteractive()) {
    throw new Error(
      `The webhook's secret is missing. Do the steps above, then call this again with --webhook-secret-file <file> (- for standard input) or LABELWIRE_WEBHOOK_SECRET.`,
    );
  }
  return { value: await askSecret(`Secret that ${title} shows beside the URL`), isNew: true };
}
