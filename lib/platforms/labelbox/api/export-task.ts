import * as z from 'zod/mini';
import { PlatformUnavailable } from '../../../contracts/errors.ts';
import type { PlatformApi } from '../../platform.ts';
import { ask, getUser } from './client.ts';

const id = z.string().check(z.minLength(1));

const startExportOperation = {
  name: 'exportDataRowsInProjectPyApi',
  query: `mutation exportDataRowsInProjectPyApi($input: ExportDataRowsInProjectInput!) {
    exportDataRowsInProject(input: $input) { taskId isStreamable }
  }`,
  Data: z.object({ exportDataRowsInProject: z.object({ taskId: id }) }),
};

const getTask = {
  name: 'GetUserCreatedTasksPyApi',
  query: `query GetUserCreatedTasksPyApi($userId: ID!, $taskId: ID!) {
    user(where: { id: $userId }) { createdTasks(where: { id: $taskId } skip: 0 first: 1) { id status createdAt } }
  }`,
  Data: z.object({
    user: z.object({ createdTasks: z.array(z.object({ id, status: z.string(), createdAt: z.nullish(z.string()) })) }),
  }),
};

/** Any other state, also one that is not known here, goes on: https://github.com/Labelbox/labelbox-python/blob/develop/libs/labelbox/src/labelbox/schema/taskstatus.py */
const ended = new Set(['FAILED', 'CANCELLING', 'CANCELED']);

const pauseMilliseconds = 2000; // the SDK's own pace

/** Exports data rows of a project as the SDK does, and waits until it is done. Returns the id of the task, which has the files. */
export async function exportDataRows(
  project: string,
  dataRows: readonly string[],
  api: PlatformApi,
): Promise<{ readonly task: string }> {
  const { user } = await ask(api, getUser); // only the owner of the key sees the task
  const task = await startExport(exportInput(project, dataRows), api);
  while (!(await lookAt(task, user.id, api)).isComplete) await pause(api);
  return { task };
}

/** Returns the id of the task. */
export async function startExport(input: object, api: PlatformApi): Promise<string> {
  const { exportDataRowsInProject } = await ask(api, startExportOperation, { input });
  return exportDataRowsInProject.taskId;
}

export type TaskState = { readonly isComplete: boolean; readonly createdAt: string | undefined };

/** Throws PlatformUnavailable when the task failed or was cancelled. */
export async function lookAt(task: string, userId: string, api: PlatformApi): Promise<TaskState> {
  const { createdTasks } = (await ask(api, getTask, { userId, taskId: task })).user;
  const status = createdTasks[0]?.status ?? 'not shown yet';
  if (ended.has(status)) throw new PlatformUnavailable(`Labelbox ended export task ${task} as ${status}.`);
  return { isComplete: status === 'COMPLETE', createdAt: createdTasks[0]?.createdAt ?? undefined };
}

export const pause = (api: PlatformApi): Promise<void> => api.wait(pauseMilliseconds);

const exportInput = (projectId: string, dataRows: readonly string[]) => ({
  taskName: null,
  isStreamableReady: true,
  streamable: true,
  filters: {
    projectId,
    searchQuery: { scope: null, query: [{ ids: dataRows, operator: 'is', type: 'data_row_id' }] },
  },
  params: {
    mediaTypeOverride: null,
    includeAttachments: true,
    includeEmbeddings: false, // vectors of the picture, thousands of numbers a row, are not part of the label
    includeMetadata: true,
    includeDataRowDetails: true,
    includeProjectDetails: true,
    includePerformanceDetails: true, // distinguishes a skipped label from an empty one
    includeLabelDetails: true,
    includeInterpolatedFrames: false,
  },
});
