import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Command } from 'commander';

const command = new Command('npm run demo --')
  .description('Runs the whole pipeline on this machine: signed webhooks → SQS → Step Functions → S3.')
  .option('--documents <dir>', 'serve the documents of this folder through the connections of labelwire.config.ts')
  .option('--files', 'list every file of the bucket')
  .addHelpText(
    'after',
    `
A folder of documents has one folder for each connection or platform: encord/ with label rows and ontology*.json,
labelbox/ with export v2 (.ndjson, .json), label-studio/ with JSON exports, or files of a target storage, and their labelling configuration (.xml).
Without --documents, samples of every platform run through the project's own configuration. Exit code 1 when a label
did not arrive.`,
  );

const { documents, files = false } = command.parse().opts<{ documents?: string; files?: boolean }>();

// Which configuration is used is decided when a process starts: the samples have one of their own.
const [conditions, program] = documents === undefined ? [['--conditions=samples'], 'samples.ts'] : [[], 'documents.ts'];
const { status } = spawnSync(
  process.execPath,
  [...conditions, join(import.meta.dirname, program), ...(documents === undefined ? [] : [documents]), String(files)],
  { stdio: 'inherit' },
);
process.exitCode = status ?? 1;
