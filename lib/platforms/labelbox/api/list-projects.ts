import * as z from 'zod/mini';
import type { ListedProject, PlatformApi } from '../../platform.ts';
import { ask } from './client.ts';

/** What the SDK asks for at once. */
const pageSize = 100;
/** Pages are cut by number: where a project is deleted meanwhile, those after it move forward by one. */
const overlap = 10;

// https://github.com/Labelbox/labelbox-python/blob/develop/libs/labelbox/src/labelbox/client.py
const projectsFrom = (skip: number) => ({
  name: 'GetProjectsPyApi',
  query: `query GetProjectsPyApi {
    projects(where: { deleted: false } skip: ${skip} first: ${pageSize}) { id name }
  }`,
  Data: z.object({
    projects: z.array(z.object({ id: z.string().check(z.minLength(1)), name: z.nullish(z.string()) })),
  }),
});

/** The projects that the owner of the key has access to. */
export async function* listProjects(api: PlatformApi): AsyncGenerator<ListedProject> {
  const listed = new Set<string>();
  for (let skip = 0; ; skip += pageSize - overlap) {
    const { projects } = await ask(api, projectsFrom(skip));
    for (const { id, name } of projects) {
      if (!listed.has(id)) yield { id, title: name || id };
      listed.add(id);
    }
    if (projects.length < pageSize) return;
  }
}
