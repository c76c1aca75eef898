import { styleText } from 'node:util';
import type { Command } from 'commander';
import { WrongCall } from './wrong-call.ts';

/** 0 done; 1 failed; 2 the call itself is wrong; 130 stopped before its end, by Ctrl-C or because nobody reads the output any more. */
export type ExitCode = 0 | 1 | 2 | 130;

/** Why a call did not do what it was to do. */
export type Failure = {
  readonly name: string;
  readonly message: string;
  readonly exitCode: Exclude<ExitCode, 0>;
  /** The command that shows how it is called; of a wrong call. */
  readonly help?: string;
};

/** Ctrl-C, or an output that nobody reads any more, ended the work before its end. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** Help and version end a call like an error, and are none. */
export const isQuiet = (error: unknown): boolean => (error as { exitCode?: number }).exitCode === 0;

export function failureOf(error: unknown, command: Command): Failure {
  if (error instanceof WrongCall)
    return { name: error.name, message: error.message, exitCode: 2, help: `npx ${error.command} --help` };
  if (error instanceof Interrupted) return { name: error.name, message: error.message, exitCode: 130 };
  const { name } = error as Error;
  if (name === 'ExitPromptError') return { name: 'Interrupted', message: 'Stopped at the question.', exitCode: 130 };
  return { ...explained(error as Error, command), exitCode: 1 };
}

function explained(error: Error, command: Command): Pick<Failure, 'name' | 'message'> {
  const { local, stage } = command.opts<{ readonly local?: boolean; readonly stage?: string }>();
  const has = (long: string) => command.options.some((option) => option.long === long);
  // A stack cannot be looked at offline.
  const instead = has('--offline') && stage === undefined ? '--offline' : has('--local') ? '--local' : undefined;
  const unreachable = unreachableAws(error, { local: local === true, instead });
  if (unreachable) return unreachable;
  const name = error.name === 'Error' ? 'CommandFailed' : error.name;
  return { name, message: error.message || `${error.name} without a message.` };
}

type Call = {
  readonly local: boolean;
  /** The option that does without credentials. */
  readonly instead?: string | undefined;
};

/**
 * What the AWS SDK throws has no message where nothing answers, and names no remedy where there are no credentials. Undefined
 * for all else.
 */
export function unreachableAws(error: Error, { local, instead }: Call): Pick<Failure, 'name' | 'message'> | undefined {
  const causes = causesOf(error);
  if (local && causes.some(({ code }) => code === 'ECONNREFUSED')) {
    return {
      name: 'NotRunning',
      message: 'Nothing answers: the local pipeline does not run. Start it in this folder: npm start',
    };
  }
  const missing = causes.find(({ name }) => name === 'CredentialsProviderError');
  if (missing) {
    return {
      name: 'NoCredentials',
      message: `AWS credentials are missing (${missing.message}). Log in (aws sso login), set AWS_PROFILE, or add --profile <name>${instead ? ` or ${instead}` : ''}.`,
    };
  }
  return undefined;
}

type Cause = Error & { readonly code?: string };

/** The error, and what it came from; where several addresses were tried, each. */
function causesOf(error: Cause): readonly Cause[] {
  const inner = [error.cause, ...(error instanceof AggregateError ? error.errors : [])];
  return [error, ...inner.flatMap((cause) => (cause instanceof Error ? causesOf(cause) : []))];
}

/** Whether the caller is a program; known although the call itself may be wrong. */
export function wantsJson(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return (end === -1 ? args : args.slice(0, end)).includes('--json');
}

/** On standard error: standard output has only what was asked for. Ctrl-C needs no words for the person who pressed it. */
export function printFailure({ name, message, exitCode, help }: Failure, json: boolean): void {
  const run = `Run '${help}'.`;
  // What ends without a full stop, such as with a value to copy, must not run into the hint.
  const hint = help === undefined ? '' : /[.?!]$/.test(message) ? ` ${run}` : ` (${run})`;
  const text = `labelwire: ${message}${hint}`;
  if (json) console.error(JSON.stringify({ error: { name, message, exitCode, help } }));
  else if (exitCode !== 130) console.error(styleText('red', text, { stream: process.stderr }));
}
