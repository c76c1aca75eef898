import { createReadStream, readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Command, Option } from 'commander';
import { quoted } from '../../lib/contracts/printable.ts';
import { type PlatformId, platforms } from '../../lib/platforms/platforms.ts';
import { Interrupted } from '../failure.ts';
import { attachmentsIn } from '../normalise/attachments.ts';
import { LineWriter } from '../normalise/line-writer.ts';
import { type Input, type NormaliseOptions, normaliseFile } from '../normalise/normalise-file.ts';
import { Notes } from '../normalise/notes.ts';
import { WithoutOntology } from '../normalise/without-ontology.ts';

type Options = {
  readonly platform: PlatformId;
  readonly project?: string;
  readonly ontology?: string;
  readonly attachments?: string;
  readonly unknownKinds: 'refuse' | 'leave-out';
  readonly json?: boolean;
};

/** No network and no AWS: what the pipeline would make of a document, on this machine. */
export function normalise(): Command {
  return new Command('normalise')
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
    .addOption(
      new Option('--unknown-kinds <what>', 'what becomes of a label with annotations of a kind that is not supported')
        .choices(['refuse', 'leave-out'])
        .default('refuse'),
    )
    .option('--json', 'also what goes to standard error as one JSON object a line, for programs: refused, note, counts')
    .addHelpText(
      'after',
      `
Labels go to standard output; what was refused and why, and what labels were made without, to standard error. Rows that
nobody has labelled, or that were skipped, are counted apart. Exit code 1 when anything was refused.

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
  using output = new LineWriter(process.stdout);
  const notes = new Notes();
  const withoutOntology = new WithoutOntology(how.documents);
  const report = (object: object, line: string) => console.error(options.json ? JSON.stringify(object) : line);
  let labels = 0;
  let refused = 0;
  let notLabelled = 0;
  for (const file of files) {
    for await (const outcome of normaliseFile(await inputOf(file), how)) {
      if ('label' in outcome) {
        labels += 1;
        const text = withoutOntology.textFor(how.ontologyOf(undefined));
        if (text !== undefined) report({ note: text }, text);
        notes.add(outcome.label);
        await output.write(JSON.stringify(outcome.label));
      } else if (outcome.isNotLabelled) notLabelled += 1;
      else {
        refused += 1;
        const { number, reason } = outcome;
        report({ refused: { file, document: number, reason } }, `${file} document ${number}: ${reason}`);
      }
      if (output.isClosed) throw new Interrupted('The program that reads the labels has enough of them.');
    }
  }
  for (const line of notes.lines) report({ note: line.trim() }, line);
  const skipped = notLabelled === 0 ? '' : `; ${notLabelled} not labelled yet, or skipped`;
  const counts = `${labels} label${labels === 1 ? '' : 's'} written${skipped}.`;
  if (options.json) report({ counts: { labels, refused, notLabelled } }, '');
  if (refused > 0) throw new Error(`${refused} refused, for the reasons above; ${counts}`);
  if (notLabelled > 0 && !options.json) console.error(counts);
}

async function howTo(
  { platform: id, project, ontology: ontologyFile, attachments, unknownKinds }: Options,
  command: Command,
): Promise<NormaliseOptions> {
  const platform = platforms[id];
  const [{ default: reader }, { default: documents }] = await Promise.all([
    platform.reader(),
    platform.savedDocuments(),
  ]);
  if (ontologyFile !== undefined && !documents.ontology)
    command.error(`error: ${platform.title} has no ontology apart from its labels: leave --ontology away.`);
  const ontology =
    ontologyFile === undefined ? undefined : documents.ontology?.read(readFileSync(ontologyFile, 'utf8'));
  return {
    reader,
    documents,
    project,
    onlyProject: project,
    ontologyOf: () => ontology,
    attachments: attachments === undefined ? undefined : attachmentsIn(attachments),
    attachmentsAdvice: 'give --attachments <dir>',
    settings: { unknownKinds },
  };
}

async function inputOf(file: string): Promise<Input> {
  if (file === '-') return { pieces: process.stdin, writtenAt: new Date() };
  const { mtime } = await stat(file).catch((cause: NodeJS.ErrnoException) => {
    throw new Error(`${quoted(file)} cannot be read (${cause.code}).`, { cause });
  });
  return { pieces: createReadStream(file), writtenAt: mtime };
}
