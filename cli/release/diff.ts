import { Command, Option } from 'commander';
import { diffReleases } from '../../lib/release/diff.ts';
import { readRelease } from '../../lib/release/read-release.ts';
import { bucketOf } from '../bucket.ts';
import { type Where, whereOptions } from '../deployment.ts';
import { stackOf } from '../stack.ts';
import { diffText } from './diff-text.ts';

type Options = Where & { readonly json?: boolean };

/** `labelwire release diff` */
export function diff(): Command {
  const command = new Command('diff')
    .argument('<before>', 'the name of a release')
    .argument('<after>', 'the name of a later one')
    .description('what is different in a later release: labels, images, classes, splits')
    .addOption(new Option('--json', 'as one JSON object, for programs: the first thousand of each kind by name'));
  for (const option of whereOptions()) command.addOption(option);
  return command
    .addHelpText(
      'after',
      `
A label is changed where its revision on the platform is another one. An image is moved where it is in another split, which no
release does by itself: its split is decided by the image's own group, or by the list that was given.

Examples:
  labelwire release diff harbour-2026-04 harbour-2026-05 --stage prod
  labelwire release diff harbour-2026-04 harbour-2026-05 --json | jq .labels.changed.first`,
    )
    .action(showDiff);
}

async function showDiff(before: string, after: string, options: Options): Promise<void> {
  const store = bucketOf(await stackOf(options));
  const found = await diffReleases(await readRelease(store, before), await readRelease(store, after));
  console.log(options.json ? JSON.stringify(found) : diffText(found));
}
