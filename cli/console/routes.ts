import { given as withoutUndefined } from '../../lib/contracts/given.ts';
import { deployedReleases } from '../release/api.ts';
import { listedReleases, releaseJson } from '../release/listed-releases.ts';
import type { Status } from '../status/status.ts';
import type { ConsoleDeployment } from './console-deployment.ts';
import { consolePictures } from './console-pictures.ts';
import { labelCalls } from './label-calls.ts';
import type { LetterCalls } from './letter-calls.ts';
import type { liveEvents } from './live.ts';
import {
  checked,
  FlowQuery,
  LabelQuery,
  LabelsQuery,
  LetterQuery,
  LettersQuery,
  nothing,
  PreviewQuery,
  PurgeBody,
  ReplayBody,
  TraceQuery,
} from './queries.ts';
import type { Recordings } from './recordings.ts';
import type { Window } from './windows.ts';

export type Route = {
  readonly method: 'GET' | 'POST';
  /** Of what the query or the body gives; a Response goes out as it is, all else as JSON. */
  answer(given: unknown): Promise<unknown>;
};

export type Calls = {
  readonly deployment: ConsoleDeployment;
  readonly letters: LetterCalls;
  readonly clock: { now(): Date };
  readonly recordings: Recordings | undefined;
  flowSince(window: Window): Flow;
};

/** The numbers of a window: asked for once, or as they change. */
export type Flow = { status(): Promise<Status>; readonly live: ReturnType<typeof liveEvents> };

const get = (answer: Route['answer']): Route => ({ method: 'GET', answer });
const post = (answer: Route['answer']): Route => ({ method: 'POST', answer });

/** Every path below /api/. docs/console.md lists them. */
export function routesOf({
  deployment,
  letters,
  clock,
  recordings,
  flowSince,
}: Calls): Readonly<Record<string, Route>> {
  const labels = labelCalls(deployment, clock, letters, () => consolePictures(deployment.media, recordings));
  const { name, at, connections, trees, stack } = deployment;
  return {
    '/api/deployment': get(async (given) => {
      checked(nothing, given);
      const { bucket, bucketPrefix } = stack;
      const shown = trees.map((tree) => ({ name: tree.name, root: tree.root }));
      return { name, at, connections, bucket: `s3://${bucket}/${bucketPrefix}`, trees: shown };
    }),
    '/api/status': get(async (given) => flowSince(checked(FlowQuery, given).since).status()),
    '/api/live': get(async (given) => flowSince(checked(FlowQuery, given).since).live.answer()),
    '/api/labels': get(async (given) => labels.list(checked(LabelsQuery, given))),
    '/api/trace': get(async (given) => labels.trace(checked(TraceQuery, given))),
    '/api/preview': get(async (given) => labels.preview(checked(PreviewQuery, given))),
    '/api/thumbnail': get(async (given) => labels.thumbnail(checked(LabelQuery, given))),
    '/api/letters': get(async (given) => letters.list(withoutUndefined(checked(LettersQuery, given)))),
    '/api/letters/groups': get(async (given) => letters.groups(withoutUndefined(checked(LettersQuery, given)))),
    '/api/letter': get(async (given) => letters.show(checked(LetterQuery, given))),
    '/api/letters/replay': post(async (given) => letters.replay(withoutUndefined(checked(ReplayBody, given)))),
    '/api/letters/purge': post(async (given) => letters.purge(checked(PurgeBody, given))),
    '/api/releases': get(async (given) => {
      checked(nothing, given);
      return (await listedReleases(deployedReleases(stack))).map(releaseJson);
    }),
  };
}
