import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';
import { arnOf } from './account.ts';

/** A handler as a Lambda file exports it; `never` lets each name its own event. */
export type LambdaHandler = (event: never, context: Context, callback: never) => unknown;

/** 6 MB and a little, for an event and for a result alike: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const largestPayload = 6_291_556;

export type Invocation = {
  readonly functionName: string;
  readonly requestId: string;
  readonly milliseconds: number;
  readonly error?: FunctionError | undefined;
};

/** What Lambda tells of a failed invocation; Step Functions takes `name` as Error and `message` as Cause. */
export class FunctionError extends Error {
  override readonly name: string;
  constructor(payload: { errorType: string; errorMessage: string; trace: readonly string[] }, options?: ErrorOptions) {
    super(JSON.stringify(payload), options);
    this.name = payload.errorType;
  }
}

/** The name of the error above the limit of concurrent invocations: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export const throttled = 'Lambda.TooManyRequestsException';

/** An error of the Lambda service itself: the handler never ran. */
export class LambdaServiceError extends Error {
  override readonly name: string;
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

export type LambdaFunction = {
  readonly name: string;
  readonly arn: string;
  /** Throws FunctionError when the handler fails, LambdaServiceError when it could not be called. */
  invoke(event: unknown): Promise<unknown>;
};

export function lambdaFunction(options: {
  name: string;
  handler: LambdaHandler;
  timeoutSeconds: number;
  memoryLimitInMB?: number;
  onInvoked?: (invocation: Invocation) => void;
}): LambdaFunction {
  const { name, handler, timeoutSeconds, memoryLimitInMB = 1024, onInvoked = () => {} } = options;
  const arn = arnOf.function(name);

  const invoke = async (event: unknown): Promise<unknown> => {
    const payload = JSON.stringify(event ?? null);
    if (Buffer.byteLength(payload) > largestPayload)
      throw new LambdaServiceError(
        'Lambda.RequestTooLargeException',
        `Request must be smaller than ${largestPayload} bytes for the InvokeFunction operation`,
      );
    const requestId = randomUUID();
    const start = performance.now();
    const done = (error?: FunctionError) =>
      onInvoked({ functionName: name, requestId, milliseconds: performance.now() - start, error });
    try {
      const context = contextOf({ name, arn, requestId, timeoutSeconds, memoryLimitInMB });
      const running = Promise.resolve(handler(JSON.parse(payload) as never, context, undefined as never));
      const result = JSON.stringify((await withinTime(running, requestId, timeoutSeconds)) ?? null);
      if (Buffer.byteLength(result) > largestPayload)
        throw new FunctionError({
          errorType: 'Function.ResponseSizeTooLarge',
          errorMessage: `Response payload size exceeded maximum allowed payload size (${largestPayload} bytes).`,
          trace: [],
        });
      done();
      return JSON.parse(result);
    } catch (error) {
      const failure = error instanceof FunctionError ? error : asFunctionError(error);
      done(failure);
      throw failure;
    }
  };
  return { name, arn, invoke };
}

/** As the Node runtime writes it: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html */
function asFunctionError(error: unknown): FunctionError {
  if (!(error instanceof Error))
    return new FunctionError({ errorType: typeof error, errorMessage: String(error), trace: [] }, { cause: error });
  const trace = error.stack?.split('\n') ?? [];
  return new FunctionError({ errorType: error.name, errorMessage: error.message, trace }, { cause: error });
}

/** The handler goes on after its time, since nothing can stop it in this process; on AWS its container is killed. */
async function withinTime(running: Promise<unknown>, requestId: string, timeoutSeconds: number): Promise<unknown> {
  const timeout = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`;
    timeout.reject(new FunctionError({ errorType: 'Sandbox.Timedout', errorMessage, trace: [] }));
  }, timeoutSeconds * 1000);
  try {
    return await Promise.race([running, timeout.promise]);
  } finally {
    clearTimeout(timer);
  }
}

function contextOf(options: {
  name: string;
  arn: string;
  requestId: string;
  timeoutSeconds: number;
  memoryLimitInMB: number;
}): Context {
  const { name, arn, requestId, timeoutSeconds, memoryLimitInMB } = options;
  const deadline = Date.now() + timeoutSeconds * 1000;
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: name,
    functionVersion: '$LATEST',
    invokedFunctionArn: arn,
    memoryLimitInMB: String(memoryLimitInMB),
    awsRequestId: requestId,
    logGroupName: `/aws/lambda/${name}`,
    logStreamName: 'local',
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    done: retired,
    fail: retired,
    succeed: retired,
  };
}

const retired = () => {
  throw new Error('context.done, fail and succeed are gone since nodejs24.x: return a promise.');
};
