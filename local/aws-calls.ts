import { AsyncLocalStorage } from 'node:async_hooks';
import { S3Client } from '@aws-sdk/client-s3';
import type { FunctionName } from './pipeline.ts';

/** One request by the AWS SDK. */
export type AwsCall<Caller extends string = FunctionName> = {
  /** The function that made it, or the command of a test that watches those; undefined: AWS itself, as this machine plays it, or an observer. */
  readonly caller: Caller | undefined;
  /** As in `HeadObject`. */
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Of the answer; undefined when none came. */
  readonly status: number | undefined;
};

type Command = { readonly input: Readonly<Record<string, unknown>>; readonly constructor: { readonly name: string } };
type Answer = { readonly $metadata?: { readonly httpStatusCode?: number } };
type Send = (this: unknown, command: Command, ...rest: unknown[]) => Promise<Answer>;

/**
 * Notes every request that this process makes with the AWS SDK, and which function made it: each function runs `inside`
 * a context of its own, which follows its promises. The functions know nothing of it.
 */
export function watchAwsCalls<Caller extends string = FunctionName>() {
  const calls: AwsCall<Caller>[] = [];
  const running = new AsyncLocalStorage<Caller>();
  const clients = Object.getPrototypeOf(S3Client.prototype) as { send: Send }; // what the clients of all services extend
  const { send } = clients;
  clients.send = async function (command, ...rest) {
    const noted = (status: number | undefined) =>
      calls.push({
        caller: running.getStore(),
        operation: command.constructor.name.replace(/Command$/, ''),
        input: command.input,
        status,
      });
    try {
      const answer = await send.call(this, command, ...rest);
      noted(answer.$metadata?.httpStatusCode);
      return answer;
    } catch (error) {
      noted((error as Answer).$metadata?.httpStatusCode);
      throw error;
    }
  };
  const inside = <Result>(name: Caller, call: () => Result): Result => running.run(name, call);
  return {
    calls,
    /** Give it to the pipeline. */
    inside,
    /** For work that is not a function's, though it happens inside one. */
    outside: <Result>(call: () => Promise<Result>): Promise<Result> => running.exit(call),
    /** The function that runs where this is asked. */
    running: () => running.getStore(),
    stop: () => {
      clients.send = send;
    },
  };
}
