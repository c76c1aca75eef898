import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

// Lambda's Runtime API: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
// MiniStack's own Node runtime keeps of an error only its message; a state machine compares its name.

type Handler = (event: unknown, context: object) => Promise<unknown>;

const {
  AWS_LAMBDA_RUNTIME_API: api = '',
  LAMBDA_TASK_ROOT: root = '',
  RUNTIME_SDK: project = '',
  _HANDLER: handlerName = '',
  AWS_LAMBDA_FUNCTION_NAME: functionName = '',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: memoryLimitInMB = '',
} = process.env;
const invocations = `http://${api}/2018-06-01/runtime/invocation`;

// Lambda's Node runtime brings the AWS SDK; this one has that of the project whose checks it belongs to.
const sdkParent = pathToFileURL(join(project, 'package.json')).href;
registerHooks({
  resolve: (name, context, next) =>
    next(
      name,
      /^@(aws-sdk|smithy)\//.test(name) && context.parentURL?.startsWith(pathToFileURL(root).href)
        ? { ...context, parentURL: sdkParent }
        : context,
    ),
});

const dot = handlerName.lastIndexOf('.');
const module = (await import(`${join(root, handlerName.slice(0, dot))}.mjs`)) as Record<string, Handler>;
const handler = module[handlerName.slice(dot + 1)];
if (!handler) throw new Error(`${handlerName} is not exported.`);

const answer = (id: string, what: 'response' | 'error', body: unknown) =>
  fetch(`${invocations}/${id}/${what}`, { method: 'POST', body: JSON.stringify(body ?? null) });

for (;;) {
  const next = await fetch(`${invocations}/next`);
  const event: unknown = await next.json();
  const id = next.headers.get('lambda-runtime-aws-request-id') ?? '';
  const deadline = Number(next.headers.get('lambda-runtime-deadline-ms'));
  const context = {
    functionName,
    functionVersion: '$LATEST',
    memoryLimitInMB,
    awsRequestId: id,
    invokedFunctionArn: next.headers.get('lambda-runtime-invoked-function-arn') ?? '',
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: id,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
  try {
    await answer(id, 'response', await handler(event, context));
  } catch (error) {
    const { name, message, stack = '' } = error as Error;
    await answer(id, 'error', { errorType: name, errorMessage: message, trace: stack.split('\n') });
  }
}
