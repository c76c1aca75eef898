import { statSync, writeFileSync } from 'node:fs';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { ChosenFormat } from '../../lib/configuration/chosen-formats.ts';
import { quoted } from '../../lib/contracts/printable.ts';
import { hasSplits } from '../../lib/formats/whole-files.ts';
import type { ContactSheet } from '../convert/contact-sheet.ts';
import { convertLabels } from '../convert/convert-labels.ts';
import { givenFormats } from '../convert/given-formats.ts';
import { canonical, givenOrigin, type OriginOptions } from '../convert/given-origin.ts';
import { completedFrom } from '../convert/local-media.ts';
import type { Origin } from '../convert/origin.ts';
import { isInUse, OutputFolder } from '../convert/output-folder.ts';
import { RefusalReport } from '../convert/refusal-report.ts';
import { noSplits, type Splits, splitsOf } from '../convert/splits.ts';
import { Summary } from '../convert/summary.ts';
import { type PictureSources, pictureSourcesOf } from '../pictures/picture-sources.ts';
import { bar, ProgressLine } from '../progress-line.ts';

type Options = OriginOptions & {
  readonly to: readonly string[];
  readonly options?: string;
  readonly split?: Splits;
  readonly media?: string;
  readonly unknownKinds: 'refuse' | 'leave-out';
  readonly out: string;
  readonly force?: boolean;
  readonly report?: string;
  readonly preview?: string;
  readonly imagesFrom?: PictureSources;
  readonly strict?: boolean;
  readonly json?: boolean;
};

/** The pipeline's own readers and formats on this machine: no AWS. */
export function convert(): Command {
  const options = [
    new Option(
      '--from <platform>',
      'encord, labelbox, label-studio, …, or canonical; or a connection of labelwire.config.ts',
    ).makeOptionMandatory(),
    new Option('--to <formats>', 'formats to write, with commas: labelwire formats lists them')
      .argParser(listOf)
      .makeOptionMandatory(),
    new Option('--options <json>', 'options of the format; of several: {"yolo":{"shapes":"boxes"}}'),
    new Option(
      '--split <shares>',
      'e.g. train=0.8,val=0.2: each picture by a hash of its name, those of a group together',
    ).argParser(splitsOf),
    new Option('--out <dir>', 'where to write: a folder for each format').default('converted'),
    new Option(
      '--force',
      'write into a folder that is not empty: what an earlier convert wrote there is replaced, the rest stays',
    ),
    new Option(
      '--project <id>',
      'only labels of this project; without files: the project whose labels are read from the platform',
    ),
    new Option('--limit <n>', 'at most so many labels').argParser(wholeNumber),
    new Option(
      '--ontology <file>',
      'Encord: the ontology as JSON; Label Studio: the labelling configuration as XML; else one beside the documents',
    ),
    new Option(
      '--attachments <dir>',
      'files that documents point to (masks): attachments.json there says { address: file }',
    ),
    new Option(
      '--media <dir>',
      'the files that are labelled, under the names of their units: what a label does not say is read there, such as the size of an image, a text, or where a volume is; and the pictures of --preview',
    ),
    new Option('--unknown-kinds <what>', 'what becomes of a label with annotations of a kind that is not supported')
      .choices(['refuse', 'leave-out'])
      .default('refuse'),
    new Option('--api-url <url>', 'where the platform answers, for a server or region of your own'),
    new Option(
      '--api-key-file <file>',
      'the key of the platform’s API; - for standard input (or LABELWIRE_API_KEY); else asked for',
    ),
    new Option(
      '--report <file>',
      'write the refused documents for a bug report: names, texts, addresses and ids replaced',
    ),
    new Option(
      '--preview <file>',
      'write a page (.html) with the first 24 units: each as its label has it, and as the files have it',
    ),
    new Option(
      '--images-from <sources>',
      'where the pictures of --preview may be fetched from, in place of those of --media, with commas: s3://bucket,s3://bucket/folder,https://host',
    ).argParser(pictureSourcesOf),
    new Option('--strict', 'exit code 1, too, when something was omitted, left out or not read'),
    new Option('--json', 'the summary as one JSON object, for programs'),
  ];
  const command = new Command('convert').argument(
    '[file...]',
    'exports: files, folders, patterns ("exports/*.json"); - for standard input; none: the platform itself',
  );
  for (const option of options) command.addOption(option);
  return command
    .addHelpText(
      'after',
      `
A document is a file, an item of a JSON list, a line of JSON Lines, or a file of a folder; one is held at a time. Class
numbers are those of first appearance, one list for the whole run. Where two labels want one file name, ground truth has it,
else the smallest label id; the other file has its label's id in its name, and the summary counts it. Reading from a platform
needs a key that may read the project; it is kept nowhere. Exit code 1 when a label was refused.

Examples:
  labelwire convert --from label-studio --to yolo export.json
  labelwire convert --from labelbox --to coco,yolo --out harbour export.ndjson
  labelwire convert --from encord --to coco --ontology ontology.json label-rows/
  labelwire convert --from encord --project 6f2c… --limit 50 --to yolo --options '{"shapes":"boxes"}'
  labelwire convert --from label-studio --to coco --media images export.json
  labelwire convert --from canonical --to coco labels/ --strict --json | jq .formats`,
    )
    .action(convertFiles);
}

const listOf = (text: string): string[] => [...new Set(text.split(',').map((id) => id.trim()))];

function wholeNumber(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('Give a whole number from 1.');
}

async function convertFiles(files: readonly string[], options: Options, command: Command): Promise<void> {
  const {
    from,
    to,
    out,
    force = false,
    strict = false,
    json = false,
    unknownKinds,
    split: splits = noSplits,
  } = options;
  const formats = await givenFormats(to, options.options, command);
  const unsplit = splits.names.length > 0 && formats.find((chosen) => !hasSplits(chosen, splits.names));
  if (unsplit) command.error(`error: --split: ${unsplit.format.id} has no file that says which split a picture is in.`);
  const needsDocument = formats.find(({ format }) => format.readsDocument !== false);
  if (from === canonical && needsDocument)
    command.error(
      `error: --to ${needsDocument.format.id} needs the platform's own documents, which canonical labels are not.`,
    );
  if (options.preview !== undefined && !options.preview.endsWith('.html'))
    command.error(`error: --preview must end in .html, but is ${quoted(options.preview)}.`);
  if (options.preview === undefined && options.imagesFrom)
    command.error('error: --images-from says where the pictures of a preview are: add --preview sheet.html.');
  if (statSync(out, { throwIfNoEntry: false })?.isDirectory() === false)
    command.error(`error: --out must be a folder, but ${quoted(out)} is a file.`);
  if (isInUse(out) && !force)
    command.error(
      `error: ${quoted(out)} is not empty. Name another folder with --out, or add --force: what an earlier convert wrote there is replaced, and the rest stays.`,
    );
  if (options.media !== undefined && !statSync(options.media, { throwIfNoEntry: false })?.isDirectory())
    command.error(`error: --media must be a folder, but ${quoted(options.media)} is none.`);
  const isWatched = process.stderr.isTTY === true;
  const line = new ProgressLine();
  const origin = await givenOrigin(files, options, command, (text) => line.say(text));
  const started = performance.now();
  const summary = new Summary(formats.map((chosen) => chosen.format.nameOf(chosen.options)));
  const report = options.report === undefined ? undefined : new RefusalReport(options.report, from, origin.reader);
  const sheet = options.preview === undefined ? undefined : await contactSheet(formats, options);
  const output = new OutputFolder(out, (wanted, name) => summary.addRenamed(wanted, name));
  try {
    const classes = await convertLabels({
      ...{ origin, formats, output, out, splits, summary, settings: { unknownKinds }, limit: options.limit },
      ...(options.media === undefined ? {} : { complete: completedFrom(options.media, formats) }),
      ...(sheet && { onWritten: (label, classes, document) => sheet.add(label, classes, document) }),
      onRefused: (document, reason) => report?.add(document, reason),
      onProgress: () => {
        if (isWatched || performance.now() - started > silentMilliseconds)
          line.show(() => progressText(origin, summary));
      },
    });
    line.end();
    if (sheet && options.preview !== undefined) writeFileSync(options.preview, sheet.page());
    if (json) console.log(JSON.stringify(summary.json(classes, out)));
    else console.log(summary.text(classes, out, (performance.now() - started) / 1_000));
  } finally {
    line.end();
    output.close();
    report?.close();
  }
  endWith(summary, strict);
}

/** What draws, and what reads pictures, is loaded for a page alone. */
async function contactSheet(formats: readonly ChosenFormat[], { media, imagesFrom }: Options): Promise<ContactSheet> {
  const { ContactSheet } = await import('../convert/contact-sheet.ts');
  const { givenPictures } = await import('../pictures/given-pictures.ts');
  return new ContactSheet(formats, await givenPictures({ files: media, sources: imagesFrom, areRecordings: true }));
}

/** A log is spared the progress of what is done at once. */
const silentMilliseconds = 10_000;

function progressText({ progress }: Origin, { labels, refused }: Summary): string {
  const { done, total } = progress();
  const counts = `${labels.toLocaleString('en')} label${labels === 1 ? '' : 's'}${refused > 0 ? `, ${refused.toLocaleString('en')} refused` : ''}`;
  return total > 0
    ? `converting  ${bar(done, total)} ${Math.floor((100 * Math.min(done, total)) / total)} %  ${counts}`
    : `converting  ${counts}`;
}

function endWith(summary: Summary, strict: boolean): void {
  if (summary.refused > 0) throw new Error(`${summary.refused} refused, for the reasons in the summary.`);
  if (summary.labels === 0) throw new Error('No label was found, so nothing was written.');
  if (strict && summary.hasLosses) throw new Error('Something was omitted, left out or not read (--strict).');
}
