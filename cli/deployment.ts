import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Option } from 'commander';
import { shellWord } from '../lib/contracts/shell-word.ts';
import { type AwsChoice, awsOptions } from './aws-choice.ts';

export type Where = AwsChoice & { readonly stage: string; readonly local?: boolean };

/** The options that say which deployment a command is about. */
export const whereOptions = (): Option[] => [
  new Option('--stage <stage>', 'the stage that `serverless deploy` made').default('dev').env('LABELWIRE_STAGE'),
  new Option('--local', 'the pipeline that `npm start` keeps up in this folder'),
  ...awsOptions(),
];

/** What a command ends with that is about the same deployment, also in another shell: ` --stage prod --region eu-central-1`. */
export function whereText({ stage, local = false, region, profile }: Where): string {
  if (local) return ' --local';
  const words = Object.entries({ stage, region: region ?? process.env.AWS_REGION, profile });
  return words.map(([name, word]) => (word ? ` --${name} ${shellWord(word)}` : '')).join('');
}

/** What `npm start` writes down for other processes. */
export const localEnvironmentFile = join('.labelwire', 'environment.json');

export function localEnvironment(): Record<string, string> {
  try {
    return JSON.parse(readFileSync(localEnvironmentFile, 'utf8')) as Record<string, string>;
  } catch (cause) {
    throw new Error(
      `No local pipeline was started in this folder (${localEnvironmentFile} is not there). Start one with: npm start`,
      { cause },
    );
  }
}
