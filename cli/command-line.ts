import { Command } from 'commander';
import { version } from '../lib/runtime/version.ts';
import { useAws } from './aws-choice.ts';
import { access } from './commands/access.ts';
import { config } from './commands/config.ts';
import { connect } from './commands/connect.ts';
import { convert } from './commands/convert.ts';
import { cost } from './commands/cost.ts';
import { dataset } from './commands/dataset.ts';
import { dlq } from './commands/dlq.ts';
import { doctor } from './commands/doctor.ts';
import { formats } from './commands/formats.ts';
import { normalise } from './commands/normalise.ts';
import { preview } from './commands/preview.ts';
import { sync } from './commands/sync.ts';

/** `labelwire` with all of its commands. */
export function commandLine(): Command {
  const program = new Command('labelwire')
    .description('Moves labels from a labeling platform into your own S3 bucket: the operator’s side.')
    .version(version)
    .hook('preAction', (_program, command) => useAws(command))
    .addCommand(access())
    .addCommand(config())
    .addCommand(connect())
    .addCommand(convert())
    .addCommand(cost())
    .addCommand(dataset())
    .addCommand(dlq())
    .addCommand(doctor())
    .addCommand(formats())
    .addCommand(normalise())
    .addCommand(preview())
    .addCommand(sync());
  throwing(program);
  return program;
}

/** Makes a wrong call show where its help is and throw, in every command, so that it ends with 2 and a failed one with 1. */
function throwing(command: Command): void {
  command.showHelpAfterError('(run it with --help for its options)').exitOverride();
  for (const inner of command.commands) throwing(inner);
}

/** Runs one call and returns its exit code: 0 done, 1 failed, 2 the call itself is wrong. */
export async function run(program: Command, args: readonly string[]): Promise<0 | 1 | 2> {
  try {
    await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    const { exitCode, code, message } = error as { exitCode?: number; code?: string; message: string };
    if (code?.startsWith('commander.')) return exitCode === 0 ? 0 : 2;
    const hint = code === 'ECONNREFUSED' ? ' Nothing answers there: is "npm start" running in this folder?' : '';
    console.error(`labelwire: ${message}${hint}`);
    return 1;
  }
}
