import { Command, Option } from 'commander';
import { given } from '../../lib/contracts/given.ts';
import { printable } from '../../lib/contracts/printable.ts';
import { type ReadableRelease, readRelease } from '../../lib/release/read-release.ts';
import { bucketOf } from '../bucket.ts';
import { type Where, whereOptions } from '../deployment.ts';
import { countSources, type PictureSources, pictureSourcesOf } from '../pictures/picture-sources.ts';
import { ownPictureReader } from '../pictures/read-picture.ts';
import { ProgressLine } from '../progress-line.ts';
import type { Choice, ChosenFiles } from '../pull/chosen-files.ts';
import { progressText } from '../pull/progress.ts';
import { reportName } from '../pull/pull-pictures.ts';
import { pullRelease } from '../pull/pull-release.ts';
import { pulledJson, pulledText } from '../pull/summary.ts';
import { stackOf } from '../stack.ts';
import { figure } from '../sync/run-text.ts';

type Options = Where & {
  readonly out?: string;
  readonly format?: readonly string[];
  readonly split?: readonly string[];
  readonly images: 'copy' | 'link' | 'none';
  readonly imagesFrom?: PictureSources;
  readonly imagesRoot?: string;
  readonly json?: boolean;
};

export function pull(): Command {
  const options = [
    new Option('--out <dir>', 'where to write: a folder for each format (default: named like the release)'),
    new Option('--format <names>', 'only the folders of these formats, with commas: coco,yolo-boxes').argParser(listOf),
    new Option('--split <names>', 'only the files of these splits, and those of no split, with commas').argParser(
      listOf,
    ),
    new Option('--images <how>', 'copy: fetch the pictures, too; link: link to those of --images-root')
      .choices(['copy', 'link', 'none'])
      .default('none'),
    new Option(
      '--images-from <sources>',
      'where pictures may be fetched from, with commas: s3://bucket,https://host (without it, the places are listed)',
    ).argParser(pictureSourcesOf),
    new Option(
      '--images-root <dir>',
      'pictures that are on this machine, by their names or the paths of their addresses',
    ),
    new Option('--json', 'the summary as one JSON object, for programs'),
    ...whereOptions(),
  ];
  const command = new Command('pull').argument('<release>', 'the name of a release: labelwire release list shows them');
  for (const option of options) command.addOption(option);
  return command
    .addHelpText(
      'after',
      `
Every file is compared with the sha256 of the release before it has its name. Interrupted or killed, run it again: what is
whole is not fetched again. Another format or split of the same release may be added to the folder later.

Pictures are where training code looks for them (beside their annotations in the tar files of the layout webdataset), and are fetched with your own AWS credentials, or without any from a web host.
Their addresses come with the labels, so nothing is asked that --images-from does not name. Exit code 1 when a picture could not
be had: images-not-fetched.jsonl says why.

Examples:
  labelwire pull harbour-2026-05 --stage prod
  labelwire pull harbour-2026-05 --out data --format yolo --images copy --images-from s3://harbour-images
  yolo train data=data/yolo/data.yaml
  labelwire pull harbour-2026-05 --split train,val --json | jq .files`,
    )
    .action(pullNamed);
}

const listOf = (text: string): string[] => [...new Set(text.split(',').map((name) => name.trim()))];

async function pullNamed(name: string, options: Options, command: Command): Promise<void> {
  const { out = name, format, split, json = false } = options;
  const started = performance.now();
  const release = await readRelease(bucketOf(await stackOf(options)), name);
  const choice = given({ formats: format, splits: split });
  const source = await pictureSource(options, release, command);
  const pictures = source && { source, folders: await foldersOf(release, format) };
  const line = new ProgressLine();
  try {
    const pulled = await pullRelease({
      ...{ release, out, choice, pictures },
      onChosen: (chosen) => refuseUnknown(choice, chosen, command),
      onProgress: (progress) => {
        if (process.stderr.isTTY || performance.now() - started > silentMilliseconds)
          line.show(() => progressText(progress));
      },
    });
    line.end();
    const seconds = (performance.now() - started) / 1_000;
    console.log(json ? JSON.stringify(pulledJson(pulled)) : pulledText(pulled, seconds));
    const notFetched = pulled.pictures?.notFetched ?? 0;
    if (notFetched > 0) throw new Error(`${notFetched} pictures could not be had: ${out}/${reportName} says why.`);
  } finally {
    line.end();
  }
}

/** Where the pictures belong is the formats' own, and all formats are loaded for it. */
async function foldersOf({ description }: ReadableRelease, wanted: readonly string[] | undefined) {
  const { pictureFolders } = await import('../pull/picture-folders.ts');
  return pictureFolders(description, wanted);
}

async function pictureSource({ images, imagesFrom, imagesRoot }: Options, release: ReadableRelease, command: Command) {
  if (images === 'none') return undefined;
  if (images === 'link' && release.description.input.layout === 'webdataset') {
    return command.error(
      'error: --images link: the pictures of this release go into its tar files, which hold no links. Use --images copy.',
    );
  }
  if (images === 'link') {
    if (imagesRoot !== undefined) return { root: imagesRoot };
    return command.error('error: --images link needs --images-root <dir>, the folder of the pictures on this machine.');
  }
  if (imagesFrom) return { read: await ownPictureReader(imagesFrom) };
  const sources = await countSources(release.images());
  if (sources.size === 0) {
    return command.error(
      'error: --images copy: no picture of this release has an address that can be fetched. Use --images link.',
    );
  }
  const counts = [...sources].map(([source, count]) => `${source} (${figure(count)})`);
  return command.error(
    `error: --images copy needs --images-from, which names where pictures may be fetched from. They are at ${counts.join(', ')}. If that is right, add --images-from ${[...sources.keys()].join(',')} to the call.`,
  );
}

/** A log is spared the progress of what is done at once. */
const silentMilliseconds = 10_000;

function refuseUnknown({ formats, splits }: Choice, chosen: ChosenFiles, command: Command): void {
  const options = [
    { option: '--format', wanted: formats, known: chosen.formats, what: 'formats' },
    { option: '--split', wanted: splits, known: chosen.splits, what: 'splits' },
  ];
  for (const { option, wanted, known, what } of options) {
    const unknown = wanted?.find((word) => !known.has(word));
    if (unknown === undefined) continue;
    const names = known.size > 0 ? `Its ${what}: ${[...known].join(', ')}.` : `It has no ${what}.`;
    command.error(printable(`error: ${option}: the release has no ${JSON.stringify(unknown)}. ${names}`));
  }
}
