import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { printable, quoted } from '../../lib/contracts/printable.ts';
import type { Group } from '../../lib/preview/html-page.ts';
import { type LabelChange, labelChangeText } from '../../lib/preview/label-changes.ts';
import type { ObjectStore } from '../../lib/store/object-store.ts';
import { bucketOf } from '../bucket.ts';
import { connectionOption } from '../connection.ts';
import { type Where, whereOptions, whereText } from '../deployment.ts';
import { openFile } from '../open-file.ts';
import { givenPictures } from '../pictures/given-pictures.ts';
import { type PictureSources, pictureSourcesOf } from '../pictures/picture-sources.ts';
import type { givenFormat } from '../preview/as-format.ts';
import type { BucketChoice } from '../preview/bucket.ts';
import { classNames } from '../preview/class-names.ts';
import type { localDrawings } from '../preview/local-files.ts';
import { previewWriter } from '../preview/output.ts';
import { stackOf } from '../stack.ts';

type Options = Where & {
  readonly as?: string;
  readonly options?: string;
  readonly classes?: readonly string[];
  readonly image?: string;
  readonly imagesFrom?: PictureSources;
  readonly size?: { readonly width: number; readonly height: number };
  readonly platform?: string;
  readonly project?: string;
  readonly revision?: string;
  readonly compare?: string;
  readonly out: string;
  readonly open?: boolean;
  readonly json?: boolean;
};

/** A browser shows as many at once without waiting. */
const mostUnits = 60;

export function preview(): Command {
  const options = [
    new Option('--as <format>', 'draw what files of this format say: its id, or its tree, such as yolo-segment'),
    new Option('--options <json>', 'options of that format'),
    new Option('--classes <names>', 'the classes by number, with commas, or a file of them').argParser(classNames),
    new Option('--image <path>', 'the picture, or a folder with pictures under the names of their units'),
    new Option(
      '--images-from <sources>',
      'where pictures of labels may be fetched from, with commas: s3://bucket,s3://bucket/folder,https://host',
    )
      .argParser(pictureSourcesOf)
      .conflicts('image'),
    new Option(
      '--size <size>',
      'the size of the picture in pixels, such as 640x480, where neither the file nor a picture says it',
    ).argParser(sizeOf),
    new Option(
      '--out <file>',
      'where to write: .html, one page; .svg or .png, one picture; .json, a list of units with their drawings as SVG',
    ).default('preview.html'),
    new Option('--open', 'show it when it is written'),
    new Option(
      '--json',
      'one JSON object, for programs: out, units, isCut (there are more than were drawn), with --compare changes',
    ),
    connectionOption('the connection of a label in the bucket'),
    new Option('--project <id>', 'the project of a label in the bucket'),
    new Option('--revision <which>', 'an earlier revision of a label in the bucket, as labelwire trace names it'),
    new Option(
      '--compare <which>',
      'this earlier revision of it beside the newest, or beside --revision, and what changed',
    ),
    ...whereOptions(),
  ];
  const command = new Command('preview').argument(
    '<what...>',
    'files or folders: canonical labels, files of a format; else the bucket: a label’s id, a key',
  );
  for (const option of options) command.addOption(option);
  return command
    .addHelpText(
      'after',
      `
A file of a format is read by the format's own reader, so that the drawing shows what training code will see. Its format is that
of the folder that it lies in, or --as. A canonical label is drawn as it is; with --as also as its files of the format. Classes that
a file has by number alone, and sizes that it does not say, have to be given; of an object of the bucket, the class map gives them.
Earlier revisions are there where the bucket keeps versions; they are compared by the ids of annotations.
At most ${mostUnits} units are drawn. Pictures become part of what is written, which holds no address. They are files (--image), or are
fetched with your own AWS credentials, or without any from a web host, from nowhere that --images-from does not name.

Examples:
  labelwire preview converted/yolo/labels/street/1.txt --classes converted/yolo/data.yaml --image pictures/
  labelwire preview label.json --as coco --image 1.jpg --open
  labelwire preview cm4label00000000000000001 --as yolo --stage prod --images-from s3://harbour-images --out car.svg
  labelwire preview cm4label00000000000000001 --compare 3f2a91c0 --stage prod --open
  labelwire preview exports/coco/encord/4f6d2b1e/annotations/street/1.json --local`,
    )
    .action(previewAll);
}

function sizeOf(text: string): { readonly width: number; readonly height: number } {
  const [, width, height] = /^([1-9]\d{0,6})[x×]([1-9]\d{0,6})$/.exec(text) ?? [];
  if (width === undefined) throw new InvalidArgumentError('Write it like this: 640x480.');
  return { width: Number(width), height: Number(height) };
}

async function previewAll(what: readonly string[], options: Options, command: Command): Promise<void> {
  const { as, out } = options;
  const write =
    previewWriter(out) ?? command.error(`error: --out must end in .html, .svg, .png or .json, but is ${quoted(out)}.`);
  if (as === undefined && options.options !== undefined) command.error('error: --options needs the format, with --as.');
  const chosen = as === undefined ? undefined : await formatOf(as, options.options, command);
  const facts = {
    pictures: await givenPictures({
      ...{ files: options.image, sources: options.imagesFrom },
      areRecordings: extname(out).toLowerCase() === '.html',
    }),
    classes: options.classes,
    size: options.size,
  };
  const { platform: connection, project, revision, compare } = options;
  if (compare !== undefined && chosen) command.error('error: --compare compares labels: leave out --as.');
  const choice = { connection, project, revision, compare, chosen, facts, at: whereText(options) };
  let store: ObjectStore | undefined;
  const groups: Group[] = [];
  let isCut = false;
  for (const each of what) {
    const isHere = each === '-' || existsSync(each) || /[*?[{]/.test(each);
    if (isHere || isKey(each)) checkNoRevision(options, each, command);
    if (!isHere) store ??= await bucketStore(options, each);
    const drawn = isHere || !store ? await localFile(each, chosen, facts, command) : await stored(store, each, choice);
    for await (const group of drawn) {
      isCut = groups.length === mostUnits;
      if (isCut) break;
      groups.push(group);
    }
  }
  await write({ file: out, title: what.map(printable).join(', '), groups });
  const changes = compare === undefined ? undefined : groups.flatMap((group) => group.changes ?? []);
  if (options.json) console.log(printable(JSON.stringify({ out, units: groups.length, isCut, changes })));
  else {
    console.log(
      `${groups.length} ${groups.length === 1 ? 'unit' : 'units'} in ${out}${isCut ? `, the first ${mostUnits} of more` : ''}`,
    );
    if (changes) console.log(changesText(changes));
  }
  if (options.open) await openFile(out);
}

// All formats are loaded with what follows, and only for what is found.
const formatOf: typeof givenFormat = async (...named) =>
  (await import('../preview/as-format.ts')).givenFormat(...named);
const localFile = async (...named: Parameters<typeof localDrawings>) =>
  (await import('../preview/local-files.ts')).localDrawings(...named);

async function bucketStore(where: Where, name: string): Promise<ObjectStore> {
  try {
    return bucketOf(await stackOf(where));
  } catch (cause) {
    throw new Error(
      `There is no file ${quoted(name)} here, and the bucket cannot be searched. ${(cause as Error).message}`,
      {
        cause,
      },
    );
  }
}

/** A key has folders; the id of a label may, too, but then is no key of a tree. */
const isKey = (name: string): boolean => /^(labels|exports)\//.test(name);

function checkNoRevision({ revision, compare }: Options, name: string, command: Command): void {
  if (revision === undefined && compare === undefined) return;
  const option = revision === undefined ? '--compare' : '--revision';
  command.error(`error: ${option} is of a label in the bucket, by its id, but ${quoted(name)} is a file or a key.`);
}

async function stored(
  store: ObjectStore,
  name: string,
  { compare, ...choice }: BucketChoice & { readonly compare: string | undefined },
): Promise<Group[]> {
  if (compare !== undefined && !isKey(name)) {
    const { drawingsOfRevisions } = await import('../preview/compared-revisions.ts');
    return drawingsOfRevisions(store, name, { ...choice, compare });
  }
  const { drawingsOfKey, drawingsOfStoredLabel } = await import('../preview/bucket.ts');
  return isKey(name) ? drawingsOfKey(store, name, choice) : drawingsOfStoredLabel(store, name, choice);
}

const changesText = (changes: readonly LabelChange[]): string =>
  changes.length === 0
    ? 'Nothing was added, removed or changed.'
    : changes.map((change) => printable(`  ${labelChangeText(change)}`)).join('\n');
