import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { root } from '../../support/examples.ts';
import { WrongCall } from '../aws/options.ts';

export type UpgradeOptions = {
  /** The commit that is deployed first, and rolled back to. */
  readonly from: string;
  /** How many labels wait during each of the two deployments. */
  readonly labels: number;
};

const usualLabels = 500;

export const help = `Usage: npm run conformance:upgrade -- [options]

Deploys an earlier commit to MiniStack (needs python3), upgrades it to the files of this folder while labels wait for platforms
that are down, and rolls it back while more of them wait. No label may be lost, or exported in an older state than its newest.

  --from COMMIT   what is deployed first (the newest git tag)
  --labels N      how many labels wait during each deployment (${usualLabels})
  --help          this text

Exit codes: 0 all passed, 1 something failed, 2 wrong call.`;

/** Runs git in this repository; undefined when it fails. */
export type Git = (...parameters: string[]) => string | undefined;

/** `undefined`: the help is asked for. Throws WrongCall. */
export function readOptions(given: readonly string[], git: Git = ownGit): UpgradeOptions | undefined {
  const { from, labels = String(usualLabels), help: isAsked } = readFlags(given);
  if (isAsked) return undefined;
  if (!/^[1-9]\d{0,4}$/.test(labels)) {
    throw new WrongCall(`--labels must be a whole number from 1 to 99999, but is ${labels}.`);
  }
  const wanted = from ?? git('describe', '--tags', '--abbrev=0');
  if (!wanted) {
    throw new WrongCall(
      'This repository has no git tag to upgrade from. Name a commit: npm run conformance:upgrade -- --from <commit>',
    );
  }
  const commit = git('rev-parse', '--verify', '--quiet', '--end-of-options', `${wanted}^{commit}`);
  if (!commit) {
    throw new WrongCall(
      `--from must be a commit of this repository, but git does not know ${wanted}. In a shallow clone, run git fetch --unshallow first.`,
    );
  }
  return { from: commit, labels: Number(labels) };
}

function readFlags(given: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...given],
      options: {
        from: { type: 'string' },
        labels: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    return values;
  } catch (error) {
    throw new WrongCall((error as Error).message);
  }
}

const ownGit: Git = (...parameters) => {
  try {
    return execFileSync('git', parameters, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined; // what that means depends on what was asked for
  }
};
