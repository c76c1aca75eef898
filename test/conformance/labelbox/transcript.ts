import { makeBucket } from './bucket.ts';
import { labelwire } from './labelwire.ts';
import { externalId, platformAccount, type World } from './world.ts';

const bucket = 'clinic-images';
const about = `--platform labelbox --bucket ${bucket} --prefix train/ --external-id ${externalId} --platform-account ${platformAccount}`;

/** What a person types, in order. */
const commands: readonly string[] = [
  'access plan --platform labelbox --reserve',
  `access plan ${about}`,
  `access apply ${about} --yes`,
  `access validate ${about}`,
  `dataset create --platform labelbox --from s3://${bucket}/train/ --type image --integration cintegration0000000000000 --out data-set`,
  `dataset validate --platform labelbox --manifest data-set`,
];

const begin = '<!-- generated: transcript -->';
const end = '<!-- end: transcript -->';

/** What a terminal shows, without the lines of progress, which depend on the time. Throws when a command fails. */
export async function transcript(world: World): Promise<string> {
  await makeBucket(bucket, ['train/0001.png', 'train/chest left.png']);
  const blocks: string[] = [];
  for (const command of commands) {
    const { status, text, output } = await labelwire(world, command.split(' '));
    if (status !== 0) throw new Error(`labelwire ${command} ended with ${status}:\n${text}`);
    blocks.push(`$ labelwire ${command}\n${output.trim() || withoutProgress(text)}`);
  }
  return `\`\`\`console\n${blocks.join('\n\n')}\n\`\`\``;
}

/** The standard error of a command that keeps its standard output for programs. */
const withoutProgress = (text: string) =>
  text
    .split('\n')
    .filter((line) => !/^(listing|sending) {2}/.test(line))
    .join('\n');

/** The page with this transcript in it. */
export function withTranscript(page: string, text: string): string {
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined)
    throw new Error('The page must have a part marked "generated: transcript", but has none.');
  return `${before}${begin}\n\n${text}\n\n${end}${after}`;
}
