import { type Command, InvalidArgumentError, Option } from 'commander';
import { bucketName } from '../../access/request.ts';
import { unknownWord } from '../../lib/configuration/configuration-problem.ts';
import { liveFormats } from '../../lib/formats/formats.ts';
import { platforms } from '../../lib/platforms/platforms.ts';

export type InitOptions = {
  readonly platform?: readonly string[];
  readonly apiUrl?: readonly string[];
  readonly apiKeyFile?: readonly string[];
  readonly project?: readonly string[];
  readonly format?: readonly string[];
  readonly bucket?: string;
  readonly alarmEmail?: string;
  /** False with --no-alarms. */
  readonly alarms: boolean;
  readonly stage: string;
  readonly labelsPerMonth: number;
  readonly package: string;
  readonly yes?: boolean;
  readonly force?: boolean;
  readonly json?: boolean;
};

export const initOptions = (version: string): Option[] => [
  new Option('--platform <id...>', 'where labels come from').choices(Object.keys(platforms)),
  new Option('--api-url <url...>', 'where the platform’s API answers, if it is a server of your own: [platform=]url'),
  new Option(
    '--api-key-file <file>',
    'the API’s credential, to be checked: [platform=]file, once for each; - for standard input (or LABELWIRE_API_KEY)',
  ).argParser((file: string, before: readonly string[] = []) => [...before, file]),
  new Option('--project <id...>', 'the projects that are exported, [platform=]id; else all'),
  new Option('--format <ids>', 'the formats that labels are written in, with commas').argParser(toFormats),
  new Option('--bucket <name>', 'a bucket of your own; else the stack makes one').argParser(checked(bucketProblem)),
  new Option('--alarm-email <address>', 'who gets the alarms').argParser(checked(emailProblem)).conflicts('alarms'),
  new Option('--no-alarms', 'no alarms at all'),
  new Option('--stage <stage>', 'the stage that the parameters are of')
    .default('dev')
    .env('LABELWIRE_STAGE')
    .argParser(checked(stageProblem)),
  new Option('--labels-per-month <n>', 'labels that are finished in a month, for the cost')
    .default(50_000)
    .argParser(toCount),
  new Option('--package <version>', 'the labelwire that package.json depends on: a version, or an archive').default(
    version,
  ),
  new Option('--yes', 'ask nothing: what is not given has its default'),
  new Option('--force', 'overwrite files that differ, without asking'),
  new Option('--json', 'what was written and what comes next as one JSON object; asks nothing'),
];

export const bucketProblem = (text: string): string | undefined =>
  bucketName.test(text) ? undefined : `must be the name of a bucket, but is "${text}". Leave out s3:// and the prefix.`;

export const emailProblem = (text: string): string | undefined =>
  /^[^\s@]+@[^\s@]+$/.test(text) ? undefined : `must be one e-mail address, but is "${text}".`;

// Part of names that end at 64 characters: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
const stageProblem = (text: string): string | undefined =>
  /^[a-z][a-z0-9-]{0,19}$/.test(text)
    ? undefined
    : `must be a-z, 0-9 and "-", at most 20 characters, but is "${text}".`;

export const urlProblem = (text: string): string | undefined =>
  /^https?:\/\/[^\s/]/.test(text) ? undefined : `must be a URL such as https://labels.example.com, but is "${text}".`;

const checked =
  (problemOf: (text: string) => string | undefined) =>
  (text: string): string => {
    const problem = problemOf(text);
    if (problem) throw new InvalidArgumentError(`It ${problem}`);
    return text;
  };

function toFormats(text: string): readonly string[] {
  const known = liveFormats.map(({ id }) => id);
  const ids = [...new Set(text.split(',').map((id) => id.trim()))];
  const unknown = ids.find((id) => !known.includes(id));
  if (unknown !== undefined)
    throw new InvalidArgumentError(unknownWord(unknown, 'a format that a route takes', known, 'Formats'));
  return ids;
}

function toCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= 1e12) return count;
  throw new InvalidArgumentError('Give a whole number from 1 to 1000000000000.');
}

/**
 * Those of `[platform=]value` that are of this platform. A value that names none is of the only platform; of several
 * platforms that is a wrong call.
 */
export function valuesFor(
  platform: string,
  values: readonly string[] | undefined,
  { all, option, command }: { readonly all: readonly string[]; readonly option: string; readonly command: Command },
): readonly string[] {
  return (values ?? []).flatMap((text) => {
    const named = all.find((id) => text.startsWith(`${id}=`));
    if (named === undefined && all.length > 1)
      return command.error(`error: Say of which platform "${text}" is: ${option} ${platform}=${text}`);
    return named === undefined || named === platform ? [named === undefined ? text : text.slice(named.length + 1)] : [];
  });
}
