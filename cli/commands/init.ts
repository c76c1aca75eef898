import { relative, resolve } from 'node:path';
import { Command } from 'commander';
import { configurationProblem } from '../../lib/configuration/check-configuration.ts';
import { pathText } from '../../lib/configuration/configuration-problem.ts';
import { InvalidConfiguration } from '../../lib/contracts/errors.ts';
import { quoted } from '../../lib/contracts/printable.ts';
import { version } from '../../lib/runtime/version.ts';
import { isInteractive } from '../connect/answers.ts';
import type { Answers } from '../init/answers.ts';
import { choose } from '../init/choose.ts';
import {
  compilerText,
  configurationOf,
  configurationText,
  type FolderFile,
  ignoredText,
  manifestText,
  serviceText,
} from '../init/folder-files.ts';
import { usdPerMonth } from '../init/month.ts';
import { type InitOptions, initOptions } from '../init/options.ts';
import { type Questions, terminal } from '../init/questions.ts';
import { summaryOf, summaryText } from '../init/summary.ts';
import { textIfThere, writeFiles } from '../init/write-files.ts';

export function init(): Command {
  const command = new Command('init').argument('[folder]', 'the folder, made where it is not there', '.');
  for (const option of initOptions(version)) command.addOption(option);
  return command
    .addHelpText(
      'after',
      `
\`npm create labelwire [folder]\` is the same. Every question has an option; at a terminal the others are asked. The key is
checked at the platform, and written nowhere: \`labelwire connect\` stores it in Secrets Manager after the first deployment. Without
a key, or where the platform does not answer, the rest is done all the same. A file that differs is overwritten only when you say
so, or with --force.

Examples:
  labelwire init my-labels
  labelwire init my-labels --platform labelbox --api-key-file key.txt --project cm3… --format coco,yolo --yes
  labelwire init my-labels --platform encord labelbox --api-key-file encord=key.pem --api-key-file labelbox=key.txt --json`,
    )
    .action(writeFolder);
}

async function writeFolder(named: string, options: InitOptions, command: Command): Promise<void> {
  const { yes = false, json = false, labelsPerMonth } = options;
  const folder = resolve(named);
  const before = manifestIn(folder);
  if (before?.name === 'labelwire')
    command.error(
      'error: This folder is a clone of Labelwire, which has all of that. Name another: labelwire init <folder>',
    );
  const questions = isInteractive() && !yes && !json ? terminal : undefined;
  const say = (line: string) => (json ? undefined : console.log(line));
  const answers = await choose({ options, questions, command, say });
  checkAnswers(answers);
  const files: FolderFile[] = [
    { file: 'package.json', text: manifestText(folder, options.package, before) },
    { file: 'labelwire.config.ts', text: configurationText(answers) },
    { file: 'serverless.yml', text: serviceText(answers) },
    { file: 'tsconfig.json', text: compilerText },
    { file: '.gitignore', text: ignoredText },
  ];
  const written = await writeFiles(folder, files, (file) => mayOverwrite(file, options, questions, command));
  const summary = summaryOf(answers, {
    folder: relative('.', folder) || '.',
    files: written,
    labelsPerMonth,
    usdPerMonth: usdPerMonth(answers, labelsPerMonth),
  });
  console.log(json ? JSON.stringify(summary) : summaryText(summary));
}

function manifestIn(folder: string): { readonly name?: string } | undefined {
  const file = resolve(folder, 'package.json');
  const text = textIfThere(file);
  try {
    return text === undefined ? undefined : (JSON.parse(text) as { readonly name?: string });
  } catch (cause) {
    throw new Error(`${quoted(file)} must be JSON, but is not. Fix it, or move it away.`, { cause });
  }
}

/** What a platform answers, and what a person types, may be what no configuration can have. */
function checkAnswers(answers: Answers): void {
  const problem = configurationProblem(configurationOf(answers));
  if (problem) throw new InvalidConfiguration(`${pathText(problem.path)}: ${problem.message}`);
}

async function mayOverwrite(
  file: string,
  { force = false }: InitOptions,
  questions: Questions | undefined,
  command: Command,
): Promise<boolean> {
  if (force) return true;
  if (questions) return questions.yes(`Overwrite ${quoted(file)}, which differs?`, false);
  return command.error(
    `error: ${quoted(file)} is there already, and differs. Nothing was written. Add --force to overwrite it.`,
  );
}
