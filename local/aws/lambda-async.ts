import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { FunctionError, type LambdaFunction, throttled } from './lambda.ts';

/** What an on-failure destination gets: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
export type FailureRecord = {
  version: '1.0';
  timestamp: string;
  requestContext: {
    requestId: string;
    functionArn: string;
    condition: 'RetriesExhausted';
    approximateInvokeCount: number;
  };
  requestPayload: unknown;
  responseContext: { statusCode: 200; executedVersion: '$LATEST'; functionError: 'Unhandled' };
  responsePayload: unknown;
};

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
const retryDelaysMs = [60_000, 120_000];
const pauseMs = 1_000;

/**
 * Calls a function as Lambda does for an asynchronous event: twice more when it fails, and then the destination gets
 * the event. Resolves when one of them has taken it.
 */
export async function invokeAsync(
  lambda: LambdaFunction,
  event: unknown,
  options: {
    retrySpeed: number;
    signal: AbortSignal;
    onFailure: (record: FailureRecord) => Promise<void>;
    /** By the clock of this machine unless given. */
    wait?: (milliseconds: number) => Promise<void>;
  },
): Promise<void> {
  const { wait = (milliseconds) => sleep(milliseconds, undefined, { signal: options.signal }) } = options;
  const inTurn = async () => {
    // Lambda keeps an event that it throttles, and tries for hours: only what the function does with it is counted below.
    for (;;) {
      try {
        return await lambda.invoke(event);
      } catch (error) {
        if ((error as Error).name !== throttled) throw error;
        await wait(pauseMs / options.retrySpeed);
      }
    }
  };
  for (const delay of [...retryDelaysMs, undefined]) {
    try {
      await inTurn();
      return;
    } catch (error) {
      if (!(error instanceof FunctionError)) throw error;
      if (delay === undefined) return options.onFailure(failureRecord(lambda, event, error));
      await wait(delay / options.retrySpeed);
    }
  }
}

const failureRecord = (lambda: LambdaFunction, event: unknown, error: FunctionError): FailureRecord => ({
  version: '1.0',
  timestamp: new Date().toISOString(),
  requestContext: {
    requestId: randomUUID(),
    functionArn: `${lambda.arn}:$LATEST`,
    condition: 'RetriesExhausted',
    approximateInvokeCount: retryDelaysMs.length + 1,
  },
  requestPayload: event,
  responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
  responsePayload: JSON.parse(error.message),
});
