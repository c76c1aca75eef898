import * as z from 'zod/mini';
import { PlatformRefused } from '../../../contracts/errors.ts';
import type { PlatformApi } from '../../platform.ts';
import { ask } from './client.ts';

const getProject = {
  name: 'GetProjectPyApi',
  query: 'query GetProjectPyApi($projectId: ID!) { project(where: { id: $projectId }) { id } }',
  Data: z.object({ project: z.nullish(z.object({ id: z.string().check(z.minLength(1)) })) }),
};

/** Throws PlatformRefused unless the key shows the project. */
export async function checkProject(projectId: string, api: PlatformApi): Promise<void> {
  const { project } = await ask(api, getProject, { projectId });
  if (project) return;
  throw new PlatformRefused(
    'Labelbox does not show the project. Check its id, and that the owner of the key has access to it.',
  );
}
