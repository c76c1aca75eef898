import * as z from 'zod/mini';

const id = z.string().check(z.minLength(1));

// Operations under the names by which the SDK calls them: https://github.com/Labelbox/labelbox-python/blob/develop/libs/labelbox/src/labelbox/schema/dataset.py

export const getUser = {
  name: 'GetUserPyApi',
  query: 'query GetUserPyApi { user { id } }',
  Data: z.object({ user: z.object({ id }) }),
};

export const createDataset = {
  name: 'CreateDatasetPyApi',
  query: 'mutation CreateDatasetPyApi($name: String!) { createDataset(data: { name: $name }) { id } }',
  Data: z.object({ createDataset: z.object({ id }) }),
};

export const setSigner = {
  name: 'setSignerForDatasetPyApi',
  query: `mutation setSignerForDatasetPyApi($signerId: ID!, $datasetId: ID!) {
    setSignerForDataset(data: { signerId: $signerId }, where: { id: $datasetId }) { id signer { id } }
  }`,
  Data: z.object({ setSignerForDataset: z.object({ id }) }),
};

export const validateDataset = {
  name: 'validateDatasetPyApi',
  query:
    'mutation validateDatasetPyApi($id: ID!) { validateDataset(where: { id: $id }) { valid checks { name, success } } }',
  Data: z.object({
    validateDataset: z.object({
      valid: z.boolean(),
      checks: z.array(z.object({ name: z.string(), success: z.boolean() })),
    }),
  }),
};

export const uploadFile = {
  name: 'UploadFile',
  query: `mutation UploadFile($file: Upload!, $contentLength: Int!, $sign: Boolean) {
    uploadFile(file: $file, contentLength: $contentLength, sign: $sign) { url filename }
  }`,
  Data: z.object({ uploadFile: z.object({ url: z.string().check(z.minLength(1)) }) }),
};

export const upsertDataRows = {
  name: 'UpsertDataRowsPyApi',
  query: `mutation UpsertDataRowsPyApi($manifestUri: String!) {
    upsertDataRows(data: { manifestUri: $manifestUri }) { id status }
  }`,
  Data: z.object({ upsertDataRows: z.object({ id }) }),
};

export const getTask = {
  name: 'GetUserCreatedTasksPyApi',
  query: `query GetUserCreatedTasksPyApi($userId: ID!, $taskId: ID!) {
    user(where: { id: $userId }) { createdTasks(where: { id: $taskId } skip: 0 first: 1) { id status completionPercentage } }
  }`,
  Data: z.object({ user: z.object({ createdTasks: z.array(z.object({ id, status: z.string() })) }) }),
};

const page = '$taskId: ID!, $first: Int, $from: String';
const where = 'data: { taskId: $taskId, first: $first, from: $from }';

/** "successesful" is the server's own spelling. */
export const createdRows = {
  name: 'GetSuccessfulDataRowImportsPyApi',
  query: `query GetSuccessfulDataRowImportsPyApi(${page}) {
    successesfulDataRowImports(${where}) { nodes { id externalId globalKey rowData } after total }
  }`,
  Data: z.object({
    successesfulDataRowImports: z.object({
      nodes: z.array(z.object({ id, globalKey: z.nullish(z.string()) })),
      after: z.nullish(z.string()),
    }),
  }),
};

export const failedRows = {
  name: 'GetFailedDataRowImportsPyApi',
  query: `query GetFailedDataRowImportsPyApi(${page}) {
    failedDataRowImports(${where}) { after total results { message spec { externalId globalKey rowData } } }
  }`,
  Data: z.object({
    failedDataRowImports: z.object({
      after: z.nullish(z.string()),
      results: z.array(
        z.object({
          message: z.string(),
          spec: z.nullish(z.object({ globalKey: z.nullish(z.string()), externalId: z.nullish(z.string()) })),
        }),
      ),
    }),
  }),
};

const option = z.object({ id, name: z.string() });

export const getMetadataFields = {
  name: 'GetDataRowMetadataOntologyBetaPyApi',
  query: `query GetDataRowMetadataOntologyBetaPyApi {
    customMetadataOntology { id name kind reserved options { id kind name reserved } }
  }`,
  Data: z.object({
    customMetadataOntology: z.array(
      z.object({ id, name: z.string(), kind: z.string(), options: z.nullish(z.array(option)) }),
    ),
  }),
};
