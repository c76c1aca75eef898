import type { Connection } from '../../lib/configuration/connections.ts';
import { PipelineError } from '../../lib/contracts/errors.ts';
import type { ListedProject, PlatformApi } from '../../lib/platforms/platform.ts';
import { apiOf } from '../connect/api.ts';
import type { KeyCheck } from './answers.ts';

/** Asks the platform. Throws PlatformRefused, InvalidConfiguration, … where it does not take the key. Changes nothing. */
export async function checkKey(connection: Connection, key: string): Promise<KeyCheck> {
  const api = apiOf(connection, key);
  const { default: setup } = await connection.platform.setup();
  return orUnchecked(async () => {
    await setup.checkCredential(api);
    return { key: 'accepted', projects: await projectsOf(connection, api) };
  });
}

/** Each of the projects that the key shows. Throws PlatformRefused, … at the first that it does not show. */
export async function* checkedProjects(
  connection: Connection,
  key: string,
  projects: readonly string[],
): AsyncGenerator<string> {
  const { default: setup } = await connection.platform.setup();
  for (const project of projects) {
    await setup.checkProject(project, apiOf(connection, key));
    yield project;
  }
}

async function projectsOf({ platform }: Connection, api: PlatformApi): Promise<readonly ListedProject[]> {
  const { default: reader } = await platform.reader();
  const found: ListedProject[] = [];
  for await (const project of reader.projects?.(api) ?? []) found.push(project);
  return found;
}

/** A platform that cannot be asked now says nothing about the key: `connect` asks again. */
async function orUnchecked(check: () => Promise<KeyCheck>): Promise<KeyCheck> {
  try {
    return await check();
  } catch (error) {
    if (!(error instanceof PipelineError && error.retryable)) throw error;
    return { key: 'unchecked', reason: error.message };
  }
}
