import * as z from 'zod/mini';
import { PlatformUnavailable } from '../../../contracts/errors.ts';
import type { PlatformApi } from '../../platform.ts';
import { ask, getUser } from './client.ts';

const id = z.string().check(z.minLength(1));

const startExport = {
  name: 'exportDataRowsInProjectPyApi',
  query: `mutation exportDataRowsInProjectPyApi($input: ExportDataRowsInProjectInput!) {
    exportDataRowsInProject(input: $input) { taskId isStreamable }
  }`,
  Data: z.object({ exportDataRowsInProject: z.object({ taskId: id }) }),
};

const getTask = {
  name: 'GetUserCreatedTasksPyApi',
  query: `query GetUserCreatedTasksPyApi($userId: ID!, $taskId: ID!) {
    user(where: { id: $userId }) { createdTasks(where: { id: $taskId } skip: 0 first: 1) { id status } }
  }`,
  Data: z.object({ user: z.object({ createdTasks: z.array(z.object({ id, status: z.string() })) }) }),
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
  const { exportDataRowsInProject } = await ask(api, startExport, { input: exportInput(project, dataRows) });
  const task = exportDataRowsInProject.taskId;
  for (;;) {
    const found = await ask(api, getTask, { userId: user.id, taskId: task });
    const status = found.user.createdTasks[0]?.status ?? 'not shown yet';
    if (status === 'COMPLETE') return { task };
    if (ended.has(status)) throw new PlatformUnavailable(`Labelbox ended export task ${task} as ${status}.`);
    await api.wait(pauseMilliseconds);
  }
}

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
