import { given } from '../../../contracts/given.ts';
import type { Credential, ServedLabel } from '../../testing.ts';
import { isSignedV1, isSignedV2 } from './authentication.ts';
import { publicKeyOf } from './credential.ts';
import { answerQuery, branchOf, refusal } from './queries.ts';
import { stages } from './workflow.ts';

/** `members`: the labels of the project, at least one. */
type ProjectAnswer = (members: readonly ServedLabel[], url: URL) => Response;

/** `GET` below `/v2/public/projects/<hash>`. */
const projectPaths: readonly (readonly [path: RegExp, answer: ProjectAnswer])[] = [
  [/^$/, projectAnswer],
  [/^\/workflow\/stages\/[^/]+\/tasks$/, stageTasks],
];

/** Encord's API over these labels, for one key: `POST /public`, a project, and the tasks of any of its stages. */
export function server(credential: Credential, labels: () => readonly ServedLabel[]) {
  const key = publicKeyOf(credential);
  return async (request: Request): Promise<Response> => {
    const body = await request.text();
    const url = new URL(request.url);
    if (url.pathname === '/public' && request.method === 'POST') {
      return isSignedV1(request, body, key) ? answerQuery(request, body, labels()) : refusal('AUTHENTICATION_ERROR');
    }
    if (url.pathname === '/v2/public/projects' && request.method === 'GET') {
      return isSignedV2(request, body, key) ? projectList(labels(), url) : unauthorized();
    }
    const [, hash = '', rest = ''] = /^\/v2\/public\/projects\/([^/]+)(.*)$/.exec(url.pathname) ?? [];
    const [, answerProject] = projectPaths.find(([path]) => hash !== '' && path.test(rest)) ?? [];
    if (!answerProject || request.method !== 'GET') return notFound('Path');
    if (!isSignedV2(request, body, key)) return unauthorized();
    const project = decodeURIComponent(hash);
    const members = labels().filter((label) => label.project === project);
    return members.length > 0 ? answerProject(members, url) : notFound('Project');
  };
}

/** The documentation does not say how many; the SDK requests page after page. */
const perPage = 50;

function projectList(labels: readonly ServedLabel[], { searchParams }: URL): Response {
  const hashes = [...new Set(labels.map(({ project }) => project))];
  const start = Number(searchParams.get('pageToken') ?? 0);
  const next = start + perPage;
  const results = hashes
    .slice(start, next)
    .map((projectHash) => ({ projectHash, title: `Simulated project ${projectHash}`, status: 'inProgress' }));
  return Response.json(given({ results, nextPageToken: next < hashes.length ? String(next) : undefined }));
}

const unauthorized = () => Response.json({ message: 'Unauthorized' }, { status: 401 });
const notFound = (what: string) => Response.json({ message: `${what} not found` }, { status: 404 });

function projectAnswer(members: readonly ServedLabel[]): Response {
  const [first] = members;
  return Response.json(
    given({
      projectHash: first?.project,
      projectType: 'workflow',
      status: 'inProgress',
      title: `Simulated project of ${members.length} label rows`,
      editorOntology: first?.ontology || undefined,
      workflow: { stages },
    }),
  );
}

/** Every label row of the project waits at every stage, so that each can be listed. */
function stageTasks(members: readonly ServedLabel[], { searchParams }: URL): Response {
  const start = Number(searchParams.get('pageToken') ?? 0);
  const next = start + perPage;
  const results = members.slice(start, next).flatMap(({ label: uuid, dataUnit: dataHash, document }) => {
    const task = { uuid, status: 'NEW', dataHash, labelBranchName: branchOf(document), assignee: null };
    return dataHash === undefined ? [] : [task];
  });
  return Response.json(given({ results, nextPageToken: next < members.length ? String(next) : undefined }));
}
