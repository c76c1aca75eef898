import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { unknownWord } from '../../lib/configuration/configuration-problem.ts';
import type { Connection } from '../../lib/configuration/connections.ts';
import { given } from '../../lib/contracts/given.ts';
import type { Platform } from '../../lib/platforms/platform.ts';
import { isPlatformId, platforms } from '../../lib/platforms/platforms.ts';
import { apiUrlVariable, platformApi } from '../../lib/runtime/platform-http.ts';
import { askCredential, givenSecret } from '../connect/answers.ts';
import { loadConnections } from '../load-configuration.ts';
import { attachmentsIn } from '../normalise/attachments.ts';
import { canonicalDocuments, canonicalReader } from './canonical.ts';
import type { Origin } from './origin.ts';
import { platformOrigin } from './platform-origin.ts';
import { savedOrigin } from './saved-origin.ts';

export type OriginOptions = {
  readonly from: string;
  readonly project?: string;
  readonly limit?: number;
  readonly ontology?: string;
  readonly attachments?: string;
  readonly apiUrl?: string;
  readonly apiKeyFile?: string;
};

export const canonical = 'canonical';

/** An export of Labelbox may run for minutes before it gives its first label. */
const patienceMilliseconds = 20 * 60_000;

/** What `--from`, the files and the rest of a call mean; a wrong call ends here. */
export async function givenOrigin(
  files: readonly string[],
  options: OriginOptions,
  command: Command,
  say: (text: string) => void,
): Promise<Origin> {
  const { from } = options;
  if (from === canonical) {
    if (files.length === 0) return command.error('error: --from canonical needs files. Name them, or a folder.');
    return savedOrigin(
      files,
      given({ documents: canonicalDocuments, reader: canonicalReader, project: options.project }),
    );
  }
  const connection = await connectionNamed(options, files.length === 0, command);
  return files.length > 0
    ? ofFiles(files, connection, options, command, say)
    : ofPlatform(connection, options, command, say);
}

async function ofFiles(
  files: readonly string[],
  { platform }: Connection,
  { project, ontology: file, attachments }: OriginOptions,
  command: Command,
  say: (text: string) => void,
): Promise<Origin> {
  const [{ default: reader }, { default: documents }] = await Promise.all([
    platform.reader(),
    platform.savedDocuments(),
  ]);
  if (file !== undefined && !documents.ontology)
    command.error(`error: ${platform.title} has no ontology apart from its labels: leave --ontology away.`);
  const ontology = file === undefined ? undefined : documents.ontology?.read(readFileSync(file, 'utf8'));
  const folder = attachments === undefined ? undefined : attachmentsIn(attachments);
  return savedOrigin(files, { documents, reader, project, ontology, attachments: folder, say });
}

async function ofPlatform(
  connection: Connection,
  { project, limit, apiKeyFile }: OriginOptions,
  command: Command,
  onWait: (text: string) => void,
): Promise<Origin> {
  const { platform } = connection;
  const [{ default: reader }, { default: setup }] = await Promise.all([platform.reader(), platform.setup()]);
  if (project === undefined) {
    return command.error(
      `error: Name the files to convert, or a project of ${platform.title} with --project <id> to read its labels from there.`,
    );
  }
  const credential = givenSecret(apiKeyFile, 'LABELWIRE_API_KEY') ?? (await askCredential(setup.credential));
  const api = () => {
    const end = Date.now() + patienceMilliseconds;
    return platformApi(connection, { credential, remainingMilliseconds: () => end - Date.now() });
  };
  return platformOrigin({
    ...{ reader, project, limit, api },
    async wait(milliseconds, reason) {
      onWait(`${reason} The next attempt is in ${milliseconds / 1_000} seconds.`);
      await sleep(milliseconds);
    },
  });
}

/**
 * A platform by its id needs no labelwire.config.ts to read files. Where its API is asked, and for a connection of another
 * name, what the file says of it counts.
 */
async function connectionNamed(
  { from, apiUrl }: OriginOptions,
  usesApi: boolean,
  command: Command,
): Promise<Connection> {
  const platform: Platform | undefined = isPlatformId(from) ? platforms[from] : undefined;
  const own = !platform || (usesApi && apiUrl === undefined) ? await connectionsHere(platform) : [];
  const names = [...Object.keys(platforms), canonical, ...own.map(({ name }) => name)];
  const found = own.find(({ name }) => name === from) ?? (platform && { name: from, platform, settings: {} });
  if (!found)
    return command.error(`error: --from: ${unknownWord(from, 'a platform', [...new Set(names)], 'Platforms')}`);
  const connection = { ...found, settings: { ...found.settings, ...given({ apiUrl }) } };
  const { settings, name } = connection;
  if (usesApi && !(settings.apiUrl ?? found.platform.api.url ?? process.env[apiUrlVariable(name)])) {
    return command.error(`error: Say where your ${found.platform.title} answers: --api-url https://labels.example.com`);
  }
  return connection;
}

/** A platform that is known by its id goes without the file. */
async function connectionsHere(platform: Platform | undefined): Promise<readonly Connection[]> {
  try {
    return await loadConnections();
  } catch (error) {
    if (platform) return [];
    throw error;
  }
}
