import { createReadStream, readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Command, Option } from 'commander';
import { type PlatformId, platforms } from '../../lib/platforms/platforms.ts';
import { attachmentsIn } from '../normalise/attachments.ts';
import { LineWriter } from '../normalise/line-writer.ts';
import { type Input, type NormaliseOptions, normaliseFile } from '../normalise/normalise-file.ts';

type Options = {
  readonly platform: PlatformId;
  readonly project?: string;
  readonly ontology?: string;
  readonly attachments?: string;
};

/** No network and no AWS: what the pipeline would make of a document, on this machine. */
export function normalise(): Command {
  return new Command('normalise')
    .description('turn a platform’s documents into canonical labels, one JSON object a line; nothing is sent anywhere')
    .argument('<file...>', 'one document, a JSON list of them, or JSON Lines; - for standard input')
    .addOption(
      new Option('--platform <id>', 'where the documents come from')
        .choices(Object.keys(platforms))
        .makeOptionMandatory(),
    )
    .option(
      '--project <id>',
      'of documents that do not name their project (label rows of Encord); of all others, only those of this one',
    )
    .option('--ontology <file>', 'Encord: the ontology as JSON; Label Studio: the labelling configuration as XML')
    .option(
      '--attachments <dir>',
      'files that documents point to (masks): attachments.json there says { address: file }',
    )
    .addHelpText(
      'after',
      `
Labels go to standard output, what was refused and why to standard error. Exit code 1 when anything was refused.

Examples:
  labelwire normalise --platform labelbox export.ndjson > labels.jsonl
  labelwire normalise --platform encord --project 6f2c… --ontology ontology.json label-rows.json | jq .annotations
  labelwire normalise --platform label-studio --ontology config.xml export.json | head -1
  gunzip -c export.ndjson.gz | labelwire normalise --platform labelbox --attachments masks -`,
    )
    .action(normaliseFiles);
}

async function normaliseFiles(files: readonly string[], options: Options, command: Command): Promise<void> {
  const how = await howTo(options, command);
  const output = new LineWriter(process.stdout);
  let labels = 0;
  let refused = 0;
  for (const file of files) {
    for await (const outcome of normaliseFile(await inputOf(file), how)) {
      if ('label' in outcome) {
        labels += 1;
        await output.write(JSON.stringify(outcome.label));
      } else {
        refused += 1;
        console.error(`${file} document ${outcome.number}: ${outcome.reason}`);
      }
      if (output.isClosed) return; // the program that reads the labels has enough of them
    }
  }
  if (refused > 0)
    throw new Error(`${refused} refused, for the reasons above; ${labels} label${labels === 1 ? '' : 's'} written.`);
}

async function howTo(
  { platform: id, project, ontology, attachments }: Options,
  command: Command,
): Promise<NormaliseOptions> {
  const platform = platforms[id];
  const [{ default: reader }, { default: documents }] = await Promise.all([
    platform.reader(),
    platform.savedDocuments(),
  ]);
  if (ontology !== undefined && !documents.ontology)
    command.error(`error: ${platform.title} has no ontology apart from its labels: leave --ontology away.`);
  return {
    reader,
    documents,
    project,
    onlyProject: project,
    ontology: ontology === undefined ? undefined : documents.ontology?.read(readFileSync(ontology, 'utf8')),
    attachments: attachments === undefined ? undefined : attachmentsIn(attachments),
  };
}

async function inputOf(file: string): Promise<Input> {
  if (file === '-') return { pieces: process.stdin, writtenAt: new Date() };
  const { mtime } = await stat(file).catch((cause: NodeJS.ErrnoException) => {
    throw new Error(`${file} cannot be read (${cause.code}).`, { cause });
  });
  return { pieces: createReadStream(file), writtenAt: mtime };
}
