import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type * as z from 'zod/mini';
import { stepped } from '../contracts/dead-letter.ts';
import { parseContract } from '../contracts/payloads.ts';
import { log, logger, publishMetrics } from './logger.ts';
import { memoryWatch } from './memory-watch.ts';
import { runStoppable } from './stopping.ts';

/** What a step knows of the Lambda it runs in. */
export type Surroundings = { remainingMilliseconds(): number };

/** Before Lambda ends a step without a name: long enough to write a log line and answer. */
const endEarlyMilliseconds = 500;

/**
 * A Lambda behind a state of the same name. Parses what comes in and what goes out; an error passes through by its
 * name, which the state machine compares, with the step put in front of its message, since a Catch does not know it.
 * Shortly before the Lambda's limit it ends as TimeoutError, and its requests with it.
 */
export function taskFunction<Input extends z.ZodMiniType, Output extends z.ZodMiniType>(
  step: string,
  { input, output }: { readonly input: Input; readonly output: Output },
  run: (payload: z.infer<Input>, surroundings: Surroundings) => Promise<z.infer<Output>>,
) {
  const noteMemory = memoryWatch(step, log);
  return middy<unknown, z.infer<Output>, Error, Context>({ timeoutEarlyInMillis: endEarlyMilliseconds })
    .use({
      before: ({ context }) => {
        logger.addContext(context);
      },
      after: () => {
        noteMemory();
        publishMetrics();
      },
      onError: ({ error }) => {
        noteMemory();
        if (!error) return;
        log(error.name === 'PlatformRefused' ? 'platform-refused' : 'step-failed', {
          step,
          error: error.name,
          reason: error.message,
        });
        publishMetrics();
        error.message = stepped(step, error.message);
      },
    })
    .handler(async (payload, context, { signal }) => {
      const surroundings = { remainingMilliseconds: () => context.getRemainingTimeInMillis() };
      const parsed = parseContract(input, payload, `The input of ${step}`);
      const result = await runStoppable(signal, () => run(parsed, surroundings));
      return parseContract(output, result, `The output of ${step}`);
    });
}
