import { Command, InvalidArgumentError, Option } from 'commander';
import { dataTypeIds } from '../../lib/platforms/access.ts';
import { createDataSet } from '../dataset/create.ts';
import { validateDataSet } from '../dataset/validate.ts';
import { whereOptions } from '../deployment.ts';

export function dataset(): Command {
  return new Command('dataset').addCommand(create()).addCommand(validate());
}

function named(name: string): Command {
  const command = new Command(name)
    .requiredOption('--platform <id>', 'whose data set it is, e.g. labelbox')
    .option(
      '--api-key-file <file>',
      'the API key (- for standard input); else LABELWIRE_API_KEY, else the stage’s secret',
    );
  for (const option of whereOptions()) command.addOption(option);
  return command;
}

const create = (): Command =>
  named('create')
    .description('list a bucket, write the import file, send it, and report what became of every object')
    .requiredOption('--from <url>', 'the objects: s3://bucket/prefix')
    .addOption(
      new Option('--type <type>', 'what they are; others are refused').choices(dataTypeIds).makeOptionMandatory(),
    )
    .option('--name <name>', 'of the data set (default: bucket/prefix)')
    .option('--csv <file>', 'the objects, their metadata and attachments, instead of a listing: docs/datasets.md')
    .option('--out <folder>', 'for import files, report and state (default: by bucket, prefix and type)')
    .option('--dataset <id>', 'add to this data set instead of a new one')
    .option('--integration <id>', 'signs for the platform; "none" for public objects (default: the workspace’s)')
    .option('--row-prefix <text>', 'put before each global key, to distinguish buckets')
    .option('--trust-extensions', 'go by the keys’ extensions; read no object')
    .addOption(new Option('--epsg <code>', 'geospatial: EPSG3857, EPSG4326, EPSG3395 or Simple'))
    .option('--bounds <numbers>', 'geospatial: two corners, lat,long,lat,long')
    .option('--min-zoom <number>', 'geospatial: 0 to 30')
    .option('--max-zoom <number>', 'geospatial: 0 to 30')
    .addOption(new Option('--dry-run', 'only report what would be sent and refused').conflicts('manifestOnly'))
    .option('--manifest-only', 'write the import file, send nothing')
    .option('--json', 'the outcome as one JSON object; with --dry-run, one for each refused object')
    .addHelpText(
      'after',
      `
It can be interrupted and run again: it resumes, and sends nothing twice. Run again later, it sends what is new. Exit code
1 when anything was refused or failed; report.jsonl says what became of every object.

Examples:
  labelwire dataset create --platform labelbox --from s3://harbour/images/ --type image --dry-run
  labelwire dataset create --platform labelbox --from s3://harbour/images/ --type image --name "Harbour, May"
  labelwire dataset create --platform labelbox --from s3://harbour --type video --csv videos.csv --integration cm3…`,
    )
    .action(createDataSet);

const validate = (): Command =>
  named('validate')
    .description('check whether the platform can show a data set’s objects: signing, CORS, fetch, and its own checks')
    .option('--dataset <id>', 'the platform’s own checks of this data set')
    .option('--manifest <folder>', 'of labelwire dataset create: looks at a sample of its rows')
    .addOption(new Option('--sample <number>', 'how many rows').default(10).argParser(count))
    .addOption(new Option('--all', 'every row').conflicts('sample'))
    .option('--json', 'one JSON object a line, for programs: check, outcome, message, fix')
    .addHelpText(
      'after',
      `
Exit code 1 when anything is wrong.

Examples:
  labelwire dataset validate --platform labelbox --manifest labelwire-dataset_harbour_image
  labelwire dataset validate --platform labelbox --dataset cm3… --json | jq 'select(.outcome == "fail")'`,
    )
    .action(validateDataSet);

function count(text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new InvalidArgumentError('--sample must be a number above 0.');
}
