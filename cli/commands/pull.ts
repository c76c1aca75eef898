import { S3Client } from '@aws-sdk/client-s3';
import { Command, Option } from 'commander';
import { given } from '../../lib/contracts/given.ts';
import { objectStore } from '../../lib/store/object-store.ts';
import { type Where, whereOptions } from '../deployment.ts';
import { ProgressLine } from '../progress-line.ts';
import type { Choice, ChosenFiles } from '../pull/chosen-files.ts';
import { progressText } from '../pull/progress.ts';
import { pullRelease } from '../pull/pull-release.ts';
import { pulledJson, pulledText } from '../pull/summary.ts';
import { stackOf } from '../stack.ts';

type Options = Where & {
  readonly out?: string;
  readonly format?: readonly string[];
  readonly split?: readonly string[];
  readonly json?: boolean;
};

export function pull(): Command {
  const options = [
    new Option('--out <dir>', 'where to write: a folder for each format (default: named like the release)'),
    new Option('--format <names>', 'only the folders of these formats, with commas: coco,yolo-boxes').argParser(listOf),
    new Option('--split <names>', 'only the files of these splits, and those of no split, with commas').argParser(
      listOf,
    ),
    new Option('--json', 'the summary as one JSON object, for programs'),
    ...whereOptions(),
  ];
  const command = new Command('pull')
    .argument('<release>', 'the name of a release: labelwire release list shows them')
    .description('fetch a release from the bucket to this machine, whole and checked');
  for (const option of options) command.addOption(option);
  return command
    .addHelpText(
      'after',
      `
Every file is compared with the sha256 of the release before it has its name. Interrupted or killed, run it again: what is
whole is not fetched again. Another format or split of the same release may be added to the folder later.

Examples:
  labelwire pull harbour-2026-05 --stage prod
  labelwire pull harbour-2026-05 --out data --format yolo && yolo train data=data/yolo/data.yaml
  labelwire pull harbour-2026-05 --split train,val --json | jq .files`,
    )
    .action(pullNamed);
}

const listOf = (text: string): string[] => [...new Set(text.split(',').map((name) => name.trim()))];

async function pullNamed(name: string, options: Options, command: Command): Promise<void> {
  const { out = name, format, split, json = false } = options;
  const started = performance.now();
  const { bucket, bucketPrefix } = await stackOf(options);
  const choice = given({ formats: format, splits: split });
  const line = new ProgressLine();
  try {
    const pulled = await pullRelease({
      ...{ store: objectStore(new S3Client(), bucket, bucketPrefix), name, out, choice },
      onChosen: (chosen) => refuseUnknown(choice, chosen, command),
      onProgress: (counts, chosen) => {
        if (process.stderr.isTTY || performance.now() - started > silentMilliseconds)
          line.show(() => progressText(counts, chosen));
      },
    });
    line.end();
    const seconds = (performance.now() - started) / 1_000;
    console.log(json ? JSON.stringify(pulledJson(pulled)) : pulledText(pulled, seconds));
  } finally {
    line.end();
  }
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
    command.error(`error: ${option}: the release has no ${JSON.stringify(unknown)}. ${names}`);
  }
}
