import * as z from 'zod/mini';
import type { ServedLabel } from '../../testing.ts';
import { type Exports, partAt } from './exports.ts';
import { NewWebhook, Page, WebhookChange, type Webhooks } from './webhooks.ts';

const userId = 'cuser00000000000000000000';
const mostIds = 2000; // https://docs.labelbox.com/docs/limits

export type Context = {
  readonly exports: Exports;
  readonly webhooks: Webhooks;
  readonly labels: () => readonly ServedLabel[];
  readonly origin: string;
};

/** An error in GraphQL's form, with the codes of https://github.com/Labelbox/labelbox-python */
export class Failure extends Error {
  readonly code: string;
  readonly status: number;
  constructor(code: string, message: string, status = 200) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

export function valid<Schema extends z.ZodMiniType>(schema: Schema, value: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Failure('MALFORMED_REQUEST', `${issue?.path.join('.')}: ${issue?.message}`);
}

/** An operation reads its own variables. */
const on =
  <Schema extends z.ZodMiniType>(schema: Schema, answer: (variables: z.infer<Schema>, context: Context) => unknown) =>
  (variables: unknown, context: Context): unknown =>
    answer(valid(schema, variables), context);

const DataRowIds = z.object({
  ids: z.array(z.string()).check(z.minLength(1), z.maxLength(mostIds)),
  operator: z.literal('is'),
  type: z.literal('data_row_id'),
});
const ActiveSince = z.object({
  type: z.literal('data_row_last_activity_at'),
  value: z.object({
    operator: z.literal('GREATER_THAN_OR_EQUAL'),
    timezone: z.literal('UTC'),
    value: z.string().check(z.regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)),
  }),
});

const ExportVariables = z.object({
  input: z.object({
    streamable: z.literal(true),
    isStreamableReady: z.literal(true),
    filters: z.object({
      projectId: z.string().check(z.minLength(1)),
      searchQuery: z.object({
        query: z.union([z.tuple([]), z.tuple([DataRowIds]), z.tuple([ActiveSince])]),
      }),
    }),
    params: z.record(z.string(), z.unknown()),
  }),
});

const Task = z.object({ where: z.object({ id: z.string() }), streamType: z.enum(['RESULT', 'ERRORS']) });
/** UInt64 does not fit a JSON number, so it travels as a string. */
const TaskAt = z.extend(Task, { offset: z.string().check(z.regex(/^\d+$/)) });

export const operations: ReadonlyMap<string, (variables: unknown, context: Context) => unknown> = new Map([
  ['GetUserPyApi', () => ({ user: { id: userId } })],
  [
    'GetProjectPyApi',
    on(z.object({ projectId: z.string() }), ({ projectId: id }, { labels }) => ({
      project: labels().some(({ project }) => project === id) ? { id } : null,
    })),
  ],
  [
    'GetProjectsPyApi',
    on(Page, ({ skip, first }, { labels }) => {
      const ids = [...new Set(labels().map(({ project }) => project))];
      return { projects: ids.slice(skip, skip + first).map((id) => ({ id, name: `Simulated project ${id}` })) };
    }),
  ],
  [
    'GetOrganizationWebhooksPyApi',
    on(Page, (page, { webhooks }) => ({ organization: { webhooks: webhooks.list(page) } })),
  ],
  ['CreateWebhookPyApi', on(NewWebhook, (webhook, { webhooks }) => ({ createWebhook: webhooks.create(webhook) }))],
  [
    'UpdateWebhookPyApi',
    on(WebhookChange, (change, { webhooks }) => {
      const updated = webhooks.update(change);
      if (!updated) throw new Failure('RESOURCE_NOT_FOUND', 'There is no such webhook');
      return { updateWebhook: updated };
    }),
  ],
  [
    'exportDataRowsInProjectPyApi',
    on(ExportVariables, ({ input }, { exports, origin }) => {
      const { projectId: project, searchQuery } = input.filters;
      const [condition] = searchQuery.query;
      const chosen = !condition
        ? {}
        : 'ids' in condition
          ? { dataRows: condition.ids }
          : { since: condition.value.value };
      const taskId = exports.start({ project, ...chosen, params: input.params, origin });
      // The words and the code of this refusal are not documented.
      if (!taskId) {
        throw new Failure('OPERATION_NOT_ALLOWED', 'Too many running exports: at most 10 a project, 20 in all');
      }
      return { exportDataRowsInProject: { taskId, isStreamable: true } };
    }),
  ],
  [
    'GetUserCreatedTasksPyApi',
    on(z.object({ userId: z.string(), taskId: z.string() }), (asked, { exports }) => {
      const status = asked.userId === userId ? exports.look(asked.taskId) : undefined;
      const createdAt = exports.createdAt(asked.taskId);
      const task = { id: asked.taskId, name: 'export-data-rows', type: 'export-data-rows', status, createdAt };
      return { user: { createdTasks: status ? [task] : [] } };
    }),
  ],
  [
    'GetExportMetadataHeaderPyApi',
    on(Task, ({ where, streamType }, { exports }) => {
      const file = fileOf(where.id, streamType, exports);
      const totalLines = file?.reduce((lines, byte) => lines + (byte === newline ? 1 : 0), 0);
      const header = file?.length ? { totalSize: String(file.length), totalLines: String(totalLines) } : null;
      return { task: { exportMetadataHeader: header } };
    }),
  ],
  [
    'GetExportFileFromOffsetPyApi',
    on(TaskAt, ({ where, streamType, offset }, { exports, origin }) => {
      const file = fileOf(where.id, streamType, exports);
      if (!file || Number(offset) >= file.length) return { task: { exportFileFromOffset: null } };
      const part = partAt(file, Number(offset));
      return {
        task: {
          exportFileFromOffset: {
            offsets: { start: String(part.start), end: part.end },
            lines: { start: '0', end: '0' },
            file: `${origin}/exports/${exports.offer(where.id, part)}`,
          },
        },
      };
    }),
  ],
]);

const newline = 10;

/** Every data row can be exported here, so the stream of errors is always empty. */
const fileOf = (task: string, streamType: 'RESULT' | 'ERRORS', exports: Exports): Uint8Array | undefined =>
  streamType === 'RESULT' ? exports.file(task) : undefined;
