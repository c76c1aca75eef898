#!/usr/bin/env node
import { Command } from 'commander';
import { version } from '../lib/runtime/version.ts';
import { access } from './commands/access.ts';
import { config } from './commands/config.ts';
import { connect } from './commands/connect.ts';
import { cost } from './commands/cost.ts';
import { dataset } from './commands/dataset.ts';
import { dlq } from './commands/dlq.ts';
import { doctor } from './commands/doctor.ts';
import { normalise } from './commands/normalise.ts';

export const program = new Command('labelwire')
  .description('Moves labels from a labeling platform into your own S3 bucket: the operator’s side.')
  .version(version)
  .addCommand(access())
  .addCommand(config())
  .addCommand(connect())
  .addCommand(cost())
  .addCommand(dataset())
  .addCommand(dlq())
  .addCommand(doctor())
  .addCommand(normalise());

/** Makes a wrong call show the help and throw, in every command, so that it ends with 2 and a failed command with 1. */
function throwing(command: Command): void {
  command.showHelpAfterError().exitOverride();
  for (const inner of command.commands) throwing(inner);
}
throwing(program);

if (import.meta.main) await run();

async function run(): Promise<void> {
  try {
    await program.parseAsync();
  } catch (error) {
    const { exitCode, code, message } = error as { exitCode?: number; code?: string; message: string };
    if (code?.startsWith('commander.')) process.exitCode = exitCode === 0 ? 0 : 2;
    else {
      const hint = code === 'ECONNREFUSED' ? ' Nothing answers there: is "npm start" running in this folder?' : '';
      console.error(`labelwire: ${message}${hint}`);
      process.exitCode = 1;
    }
  }
}
