import { PlatformRefused, PlatformThrottled, PlatformUnavailable } from '../../../../lib/contracts/errors.ts';
import type {
  FailedDocument,
  FetchedDocument,
  HttpRequest,
  LabelRef,
  PlatformApi,
} from '../../../../lib/platforms/platform.ts';
import { platforms } from '../../../../lib/platforms/platforms.ts';

export type Answer = FetchedDocument | FailedDocument;
export type Handler = (request: Request) => Promise<Response>;

/** What the pipeline gives a reader, with a server in the place of the network. */
export function apiOf(handle: Handler, credential = 'the key') {
  const requests: HttpRequest[] = [];
  const waits: number[] = [];
  const api: PlatformApi = {
    url: 'https://api.labelbox.test',
    credential,
    now: () => new Date('2026-05-04T12:00:00.000Z'),
    async wait(milliseconds) {
      waits.push(milliseconds);
      if (waits.length > 20) throw new PlatformUnavailable('The time of the step is over.');
    },
    async request(request) {
      requests.push(request);
      const response = await handle(new Request(request.url, request as RequestInit));
      const refused = [401, 403].includes(response.status);
      if (refused) throw new PlatformRefused(`HTTP ${response.status}`);
      if (response.status === 429) throw new PlatformThrottled('HTTP 429');
      return { status: response.status, headers: response.headers, body: new Uint8Array(await response.arrayBuffer()) };
    },
  };
  const operations = () => requests.map(({ body }) => /(?:query|mutation) (\w+)/.exec(String(body))?.[1] ?? 'download');
  return { api, requests, waits, operations };
}

const occurredAt = '2026-05-04T11:00:00.000Z';
export async function answersOf(refs: readonly Partial<LabelRef>[], api: PlatformApi, project = 'project-1') {
  const answers: Answer[] = [];
  const { default: reader } = await platforms.labelbox.reader();
  const asked = refs.map((ref) => ({ occurredAt, ...ref }));
  for await (const answer of reader.fetch(project, asked, api)) answers.push(answer);
  return answers;
}
export const failures = (answers: readonly Answer[]) =>
  answers.flatMap((answer) =>
    'error' in answer ? [[answer.ref.dataUnit, answer.error.name, answer.error.message]] : [],
  );
export const labelsOf = (answers: readonly Answer[], project: string) =>
  answers.map((answer) => {
    if ('error' in answer) throw answer.error;
    const { projects } = answer.document as { projects: Record<string, { labels: { id: string }[] }> };
    return [answer.ref.label, ...(projects[project]?.labels ?? []).map(({ id }) => id)];
  });
