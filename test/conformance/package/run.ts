import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { newFolder } from '../../../local/new-folder.ts';
import { pack } from '../../../packaging/pack.ts';
import { accountOf } from '../aws/account.ts';
import { Report } from '../aws/report.ts';
import { firstLabelOnAws } from './on-aws.ts';
import { firstLabelHere } from './on-this-machine.ts';

/**
 * How long a newcomer needs from nothing to the first label in a bucket, with the packages as `npm publish` would take them: four
 * commands on this machine, and four on an AWS (MiniStack). Dependencies come from the registry, or from npm's cache.
 */
const stage = `first-${randomBytes(3).toString('hex')}`;
const folder = newFolder();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const report = new Report();
const [labelwire] = await pack(join(folder, 'packed'));
if (!labelwire) throw new Error('No package was made.');
await firstLabelHere(report, folder, labelwire.file);
const account = await accountOf({ account: 'own', scenario: 'checks' });
try {
  Object.assign(process.env, account.environment);
  await firstLabelOnAws(report, { account, stage, folder, archive: labelwire.file });
} finally {
  await account.stop();
}
// At the end nothing may hold the process.
process.exit(report.end());
