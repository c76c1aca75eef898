import { AsyncLocalStorage } from 'node:async_hooks';
import { S3Client } from '@aws-sdk/client-s3';
import type { FunctionName, PipelineOptions } from '../../local/pipeline.ts';

/**
 * `request`: which one, counted from 1, or the first of an operation, such as PutEvents. `after`: it took effect, and its answer
 * is never read.
 */
export type CrashPoint = { readonly request: number | string; readonly when: 'before' | 'after' };

type Invocation = { readonly point: CrashPoint; sent: number; isDead: boolean };
type Command = { readonly constructor: { readonly name: string } };
type Send = (this: unknown, command: Command, ...rest: unknown[]) => Promise<unknown>;

const gone = () => Object.assign(new Error('The sandbox is gone.'), { name: 'Runtime.ExitError' });

/** Ends one invocation of a function at one of its requests to AWS, counted from 1; nothing that it would send later is sent. */
export function crashPoints(name: FunctionName) {
  const clients = Object.getPrototypeOf(S3Client.prototype) as { send: Send }; // what the clients of all services extend
  const { send } = clients;
  const running = new AsyncLocalStorage<Invocation>();
  let next: CrashPoint | undefined;
  let last: Invocation | undefined;
  clients.send = async function (command, ...rest) {
    const invocation = running.getStore();
    if (!invocation) return send.call(this, command, ...rest);
    const { request, when } = invocation.point;
    invocation.sent += 1;
    const isPoint = request === invocation.sent || command.constructor.name === `${request}Command`;
    if (isPoint && when === 'before') invocation.isDead = true;
    if (invocation.isDead) throw gone();
    const answer = await Promise.allSettled([send.call(this, command, ...rest)]);
    if (isPoint) invocation.isDead = true;
    if (invocation.isDead) throw gone();
    const [only] = answer;
    if (only?.status === 'rejected') throw only.reason;
    return only?.value;
  };
  const inside: NonNullable<PipelineOptions['inside']> = (called, call) => {
    if (called !== name || !next) return call();
    last = { point: next, sent: 0, isDead: false };
    next = undefined;
    return running.run(last, call);
  };
  return {
    /** Give it to the pipeline. */
    inside,
    /** Of the next invocation. */
    crash: (point: CrashPoint): void => {
      next = point;
    },
    /** Whether the invocation had so many requests that it crashed. */
    hasCrashed: (): boolean => last?.isDead ?? false,
    stop: (): void => {
      clients.send = send;
    },
  };
}
