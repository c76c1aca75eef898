import type { ThumbnailJson } from '../../cli/console/label-calls.ts';
import type { LetterGroup } from '../../cli/dlq/letter-groups.ts';
import type { WhatToDo } from '../../cli/dlq/what-to-do.ts';
import type { LabelPage } from '../../cli/labels/list-labels.ts';
import type { releaseJson } from '../../cli/release/listed-releases.ts';
import type { Status } from '../../cli/status/status.ts';
import type { AwsLinks } from '../../cli/trace/aws-links.ts';
import type { UnderWay } from '../../cli/trace/events-under-way.ts';
import type { Revisions } from '../../cli/trace/trace-text.ts';
import type { TracedFile, TracedLabel } from '../../cli/trace/traced-label.ts';
import type { DeadLetter } from '../../lib/contracts/read-dead-letter.ts';
import type { GroupJson } from '../../lib/preview/group-json.ts';
import type { LabelRecord } from '../../lib/store/record.ts';
import { token } from './token.ts';

export type Deployment = {
  readonly name: string;
  readonly at: string;
  readonly connections: readonly string[];
  readonly bucket: string;
  /** Where pictures, videos and audios may be read from; missing where they are not. */
  readonly imagesFrom?: string;
  readonly trees: readonly { readonly name: string; readonly root: string }[];
};

export type LabelName = { readonly connection: string; readonly project: string; readonly label: string };
export type TraceJson = TracedLabel & {
  readonly record: LabelRecord;
  readonly files: readonly TracedFile[];
  readonly underWay: UnderWay;
  readonly revisions?: Revisions;
  readonly deadLetters: readonly DeadLetter[];
  /** Missing on this machine. */
  readonly links?: AwsLinks;
};
export type PreviewChoice = { readonly as?: string | undefined; readonly compare?: string | undefined };
/** Of what was begun and is not a release yet, or never will be, `release` is missing. */
export type ReleaseLine = ReturnType<typeof releaseJson>;
export type Lines<Line> = { readonly lines: readonly Line[]; readonly problem?: string };
/** Letters of one reason, and what to do about them. */
export type ReasonGroup = LetterGroup & { readonly whatToDo: WhatToDo };
/** At the end, where there are too many reasons, how many letters have others. */
export type ReasonLine = ReasonGroup | { readonly lettersOfOtherReasons: number };
export type Outcome = { readonly id: string; readonly outcome: string; readonly reason?: string };

/** Why the server did not do what it was asked, in its own words. */
export class CallFailed extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export async function call(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { ...init.headers, authorization: `Bearer ${token()}` };
  const response = await fetch(`/api/${path}`, { ...init, headers }).catch((cause: unknown) => {
    if ((cause as Error).name === 'AbortError') throw cause;
    throw new CallFailed(0, 'labelwire console does not answer: it has ended, or is ending. Start it again.');
  });
  if (response.ok) return response;
  const { error } = (await response.json()) as { readonly error: { readonly message: string } };
  throw new CallFailed(response.status, error.message);
}

const queryOf = (given: Readonly<Record<string, string | undefined>>): string => {
  const pairs = Object.entries(given).flatMap(([name, value]) => (value ? [[name, value]] : []));
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs as [string, string][])}`;
};

const read = async <Answer>(
  path: string,
  given: Readonly<Record<string, string | undefined>> = {},
  signal?: AbortSignal,
): Promise<Answer> => (await call(path + queryOf(given), signal ? { signal } : {})).json() as Promise<Answer>;

const send = async <Answer>(path: string, body: unknown): Promise<Answer> =>
  (
    await call(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  ).json() as Promise<Answer>;

export const api = {
  deployment: () => read<Deployment>('deployment'),
  status: () => read<Status>('status'),
  labels: (given: Readonly<Record<string, string | undefined>>, signal?: AbortSignal) =>
    read<LabelPage>('labels', given, signal),
  trace: (name: LabelName, choice: { readonly letters?: 'true' }, signal?: AbortSignal) =>
    read<TraceJson>('trace', { ...name, ...choice }, signal),
  preview: (name: LabelName, choice: PreviewChoice, signal?: AbortSignal) =>
    read<readonly GroupJson[]>('preview', { ...name, ...choice }, signal),
  thumbnail: (name: LabelName, signal: AbortSignal) => read<ThumbnailJson>('thumbnail', name, signal),
  releases: () => read<readonly ReleaseLine[]>('releases'),
  letterGroups: () => read<Lines<ReasonLine>>('letters/groups'),
  replay: (body: { readonly id: readonly string[]; readonly dryRun?: boolean }) =>
    send<Lines<Outcome | DeadLetter>>('letters/replay', body),
  purge: (body: { readonly id: readonly string[]; readonly count: number; readonly archive: string }) =>
    send<Lines<Outcome> & { readonly archive?: string }>('letters/purge', body),
};
