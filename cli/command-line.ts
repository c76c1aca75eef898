import { Command } from 'commander';
import { version } from '../lib/runtime/version.ts';
import { useAws } from './aws-choice.ts';
import { commands } from './commands.ts';
import { type ExitCode, failureOf, isQuiet, printFailure, wantsJson } from './failure.ts';
import { reportWrongCalls } from './wrong-call.ts';

/** `labelwire` with the command that is called; the others have a name and a summary only, unless all are wanted. */
export async function commandLine(called: string | 'all' | undefined): Promise<Command> {
  const program = new Command('labelwire')
    .description('Moves labels from a labeling platform into your own S3 bucket: the operator’s side.')
    .version(version);
  for (const [name, { summary, load }] of Object.entries(commands)) {
    const command = called === 'all' || called === name ? await load() : new Command(name);
    program.addCommand(command.description(summary));
  }
  reportWrongCalls(program);
  return program;
}

/** Runs one call and returns its exit code. What a call did not do, and why, is the last that it prints. */
export async function run(args: readonly string[]): Promise<ExitCode> {
  const words = helpAsOption(args);
  const program = await commandLine(words[0]);
  let called = program;
  program.hook('preAction', (_program, command) => {
    called = command;
    return useAws(command);
  });
  try {
    await program.parseAsync(words, { from: 'user' });
    return 0;
  } catch (error) {
    if (isQuiet(error)) return 0;
    const failure = failureOf(error, called);
    printFailure(failure, wantsJson(args));
    return failure.exitCode;
  }
}

/** `help dlq replay` is `dlq replay --help`, and a call without a word asks for help, too. */
function helpAsOption(args: readonly string[]): readonly string[] {
  const [first, ...rest] = args;
  return first === undefined || first === 'help' ? [...rest, '--help'] : args;
}
