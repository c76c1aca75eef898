import * as z from 'zod/mini';
import { PlatformUnavailable } from '../../../contracts/errors.ts';
import type { ListedProject, PlatformApi } from '../../platform.ts';
import { getProjects, parseAnswer } from './client.ts';
import { parsePrivateKey } from './private-key.ts';

const ProjectPage = z.object({
  results: z.array(z.object({ projectHash: z.string(), title: z.nullish(z.string()) })),
  nextPageToken: z.nullish(z.string()),
});

/** The projects that the service account was added to. https://github.com/encord-team/encord-client-python/blob/master/encord/user_client.py */
export async function* listProjects(api: PlatformApi): AsyncGenerator<ListedProject> {
  const key = parsePrivateKey(api.credential);
  const listed = new Set<string>();
  let query = '?includeOrgAccess=false';
  for (;;) {
    const answer = await getProjects(key, api, query);
    if (answer.status !== 200) {
      throw new PlatformUnavailable(`Encord answered HTTP ${answer.status} when asked for the projects.`);
    }
    const { results, nextPageToken } = parseAnswer(ProjectPage, answer);
    for (const { projectHash: id, title } of results) {
      if (!listed.has(id)) yield { id, title: title || id };
      listed.add(id);
    }
    if (!nextPageToken) return;
    query = `?includeOrgAccess=false&pageToken=${encodeURIComponent(nextPageToken)}`;
  }
}
