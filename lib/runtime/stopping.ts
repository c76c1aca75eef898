import { AsyncLocalStorage } from 'node:async_hooks';
import { given } from '../contracts/given.ts';

/** The signal of the step that runs, through all of its awaits: several steps may share a process on one machine. */
const running = new AsyncLocalStorage<AbortSignal>();

/** Runs a step; once `signal` is aborted, its requests under way end and no other one begins. */
export const runStoppable = <Result>(signal: AbortSignal, step: () => Result): Result => running.run(signal, step);

/** Undefined outside of a step. */
export const stopSignal = (): AbortSignal | undefined => running.getStore();

type Handle = (request: never, options?: { abortSignal?: unknown }) => unknown;
type AwsClient = { readonly config: { readonly requestHandler: { handle: Handle } } };

/**
 * The client, whose requests stop with the step that sends them. Otherwise a step that ended early would go on when its
 * sandbox is used once more: a file that it then writes may be of a label that was deleted meanwhile.
 */
export function stoppable<Client extends AwsClient>(client: Client): Client {
  const handler: { handle: Handle } = client.config.requestHandler;
  const handle = handler.handle.bind(handler);
  handler.handle = (request, options) => handle(request, { ...options, ...given({ abortSignal: stopSignal() }) });
  return client;
}
