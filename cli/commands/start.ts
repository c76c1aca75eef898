import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { extname, join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { loadConfiguration } from '../load-configuration.ts';

export type StartOptions = { readonly documents?: string; readonly port: number; readonly json?: boolean };

/** The whole pipeline on this machine runs in a process of its own, which reads the same options: local/start.ts. */
export const start = (): Command => startCommand('start').action(startPipeline);

/** `name`: as it is called. */
export function startCommand(name: string): Command {
  return new Command(name)
    .option('--documents <dir>', 'the documents that the simulated platforms serve; else samples')
    .option(
      '--port <n>',
      'port of the webhook receiver; S3 and SQS answer at the next one, the console at the one after',
      toPort,
      8787,
    )
    .option('--json', 'the log as one JSON object a line, for programs: at, ok, message')
    .addHelpText(
      'after',
      `
No AWS account is needed. \`npm start\` is the same. Commands with --local work with it; with LABELWIRE_LOG=INFO it shows the
functions’ own log. Test deliveries: labelwire send --local <connection>.

Examples:
  labelwire start
  labelwire send --local labelbox --all    # in another terminal: the samples arrive in the local bucket`,
    );
}

function toPort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_534) return port;
  throw new InvalidArgumentError('A port is a whole number from 1 to 65533.');
}

const program = join(import.meta.dirname, '..', '..', 'local', `start${extname(import.meta.filename)}`);

async function startPipeline(options: StartOptions): Promise<void> {
  await loadConfiguration();
  const given = Object.entries(options).flatMap(([name, value]) => [
    `--${name}`,
    ...(value === true ? [] : [String(value)]),
  ]);
  const child = spawn(process.execPath, [...process.execArgv, program, ...given], { stdio: 'inherit' });
  // A terminal sends its signal to both; the pipeline ends in good order, and this process after it.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  const isStopped = signal === 'SIGINT' || signal === 'SIGTERM';
  if (code !== 0 && !isStopped) throw new Error('The pipeline ended, for the reason above.');
}
