import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Command } from 'commander';
import { platforms } from '../../lib/platforms/platforms.ts';

const command = new Command('npm run demo --')
  .description('Runs the whole pipeline on this machine: signed webhooks → SQS → Step Functions → S3.')
  .option('--documents <dir>', 'serve the documents of this folder through the connections of labelwire.config.ts')
  .option('--files', 'list every file of the bucket')
  .addHelpText(
    'after',
    `
A folder of documents has one folder for each connection of labelwire.config.ts, or for each platform (${Object.keys(platforms).join(', ')}),
with documents as the platform exports them: the README of the platform in lib/platforms/ says which.
Without --documents, samples of every platform run through the project's own configuration. Exit code 1 when a label
did not arrive.`,
  );

// As of every command: 2 for a wrong call.
command.exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));

const { documents, files = false } = command.parse().opts<{ documents?: string; files?: boolean }>();

// Which configuration is used is decided when a process starts: the samples have one of their own.
const [conditions, program] = documents === undefined ? [['--conditions=samples'], 'samples.ts'] : [[], 'documents.ts'];
const { status } = spawnSync(
  process.execPath,
  [...conditions, join(import.meta.dirname, program), ...(documents === undefined ? [] : [documents]), String(files)],
  { stdio: 'inherit' },
);
process.exitCode = status ?? 1;
