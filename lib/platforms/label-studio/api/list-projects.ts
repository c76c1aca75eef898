import * as z from 'zod/mini';
import { PlatformUnavailable } from '../../../contracts/errors.ts';
import type { ListedProject, PlatformApi } from '../../platform.ts';
import { get, parse } from './requests.ts';

/** The server's own maximum. */
const pageSize = 100;

const ProjectPage = z.object({
  next: z.nullish(z.string()),
  results: z.array(z.object({ id: z.int(), title: z.nullish(z.string()) })),
});

/** The projects of the token's user. The newest come first, so a project that is created meanwhile pushes others into the next page. */
export async function* listProjects(api: PlatformApi): AsyncGenerator<ListedProject> {
  const listed = new Set<number>();
  for (let page = 1; ; page += 1) {
    const query = { include: 'id,title', page: String(page), page_size: String(pageSize) };
    const answer = await get(api, '/api/projects/', query);
    if (answer === undefined) {
      if (page > 1) return; // a project was deleted meanwhile, and with it the last page
      throw new PlatformUnavailable(
        'Label Studio answered GET /api/projects/ with HTTP 404. Check platforms.label-studio.apiUrl in labelwire.config.ts.',
      );
    }
    const { next, results } = parse(ProjectPage, answer);
    for (const { id, title } of results) {
      if (!listed.has(id)) yield { id: String(id), title: title || `Project ${id}` };
      listed.add(id);
    }
    if (!next) return;
  }
}
