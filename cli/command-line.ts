import { Command } from 'commander';
import { version } from '../lib/runtime/version.ts';
import { useAws } from './aws-choice.ts';

/** Each is imported when it is called: loading all of them takes longer than most calls. */
const commands = {
  access: async () => (await import('./commands/access.ts')).access(),
  config: async () => (await import('./commands/config.ts')).config(),
  connect: async () => (await import('./commands/connect.ts')).connect(),
  convert: async () => (await import('./commands/convert.ts')).convert(),
  cost: async () => (await import('./commands/cost.ts')).cost(),
  dataset: async () => (await import('./commands/dataset.ts')).dataset(),
  dlq: async () => (await import('./commands/dlq.ts')).dlq(),
  doctor: async () => (await import('./commands/doctor.ts')).doctor(),
  formats: async () => (await import('./commands/formats.ts')).formats(),
  init: async () => (await import('./commands/init.ts')).init(),
  normalise: async () => (await import('./commands/normalise.ts')).normalise(),
  preview: async () => (await import('./commands/preview.ts')).preview(),
  pull: async () => (await import('./commands/pull.ts')).pull(),
  release: async () => (await import('./commands/release.ts')).release(),
  start: async () => (await import('./commands/start.ts')).start(),
  status: async () => (await import('./commands/status.ts')).status(),
  sync: async () => (await import('./commands/sync.ts')).sync(),
  trace: async () => (await import('./commands/trace.ts')).trace(),
};

const isCommand = (name: string): name is keyof typeof commands => Object.hasOwn(commands, name);

/** `labelwire` with the command that the arguments of a call name, or with all of them where they name none. */
export async function commandLine([name = '']: readonly string[] = []): Promise<Command> {
  const program = new Command('labelwire')
    .description('Moves labels from a labeling platform into your own S3 bucket: the operator’s side.')
    .version(version)
    .hook('preAction', (_program, command) => useAws(command));
  const called = isCommand(name) ? [commands[name]] : Object.values(commands);
  for (const command of called) program.addCommand(await command());
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
