import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { OutputFile, ReleaseRequest } from '../../lib/contracts/release.ts';

export type Phase = {
  readonly phase: 'plan' | 'survey' | 'settle' | 'write' | 'assemble' | 'finish';
  readonly request: ReleaseRequest;
  readonly run: string;
  readonly batches: number;
  readonly outputs: readonly OutputFile[];
  /** Of S3; without one, what the phases before have left is made up. */
  readonly endpoint?: string | undefined;
  readonly bucket: string;
};

export type PhaseEnd = {
  readonly result: unknown;
  readonly seconds: number;
  /** The most that its process ever had. */
  readonly megabytes: number;
  /** Of S3, by their names. */
  readonly requests: Readonly<Record<string, number>>;
};

export async function runPhase(phase: Phase): Promise<PhaseEnd> {
  const child = fork(join(import.meta.dirname, 'phase-process.ts'), [JSON.stringify(phase)], {
    execArgv: ['--conditions=samples'],
  });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`The phase ${phase.phase} ended with ${code}.`);
  });
  const [end] = (await Promise.race([once(child, 'message'), ended])) as [PhaseEnd];
  ended.catch(() => {}); // it ends after its message
  return end;
}
