import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Account } from '../aws/account.ts';
import { Deployment } from '../aws/deployment.ts';
import type { Report } from '../aws/report.ts';
import { pointed, run, Service, type Source } from '../aws/service.ts';
import { create, install, platformWithoutClicks, shellOf } from './commands.ts';

const minute = 60;

/** A folder of a user, deployed from a copy that has beside it what the emulator needs. */
const copyOf = (tree: string): Source => ({
  name: 'labelwire',
  tree,
  fill(folder) {
    for (const file of readdirSync(tree).filter((name) => name !== 'node_modules'))
      cpSync(join(tree, file), join(folder, file), { recursive: true });
  },
});

type Place = {
  readonly account: Account;
  readonly stage: string;
  readonly folder: string;
  readonly archive: string;
};

/** The stack is made, the platform connected, and a label that `connect` tests with is in the bucket. */
export async function firstLabelOnAws(
  report: Report,
  { account, stage, folder: parent, archive }: Place,
): Promise<void> {
  const { id } = await platformWithoutClicks();
  const site = await account.startPlatforms();
  const served = site.platforms.find((platform) => platform.id === id);
  if (!served) throw new Error(`${id} is not simulated.`);
  const label = served.aLabel({ project: served.projectId('first') });
  served.labels.push(label);
  const folder = join(parent, 'aws', 'labels');
  mkdirSync(join(folder, '..'));
  const shell = shellOf(folder, { ...site.environment, LABELWIRE_API_KEY: served.credential });
  let service: Service | undefined;
  try {
    await report.check('AWS 1: npm create labelwire', 5 * minute, async () => {
      const printed = await create(
        folder,
        archive,
        ['--platform', id, '--project', label.project, '--stage', stage],
        shell,
      );
      assert.match(printed, /takes the key/);
      return 'with the key checked';
    });
    await report.check(
      'AWS 2: npm install',
      10 * minute,
      async () => (await install(folder, shell)).trim().split('\n')[0] ?? '',
    );
    const made = new Service(
      stage,
      () => ({ ...process.env, ...site.environment }),
      pointed(account.extension),
      copyOf(folder),
    );
    service = made;
    await report.check('AWS 3: npx serverless deploy', 10 * minute, async () => {
      await made.deploy();
      return '';
    });
    const on = new Deployment(account, made, site.platforms, (await made.outputs()) ?? {});
    await report.check(`AWS 4: npx labelwire connect ${id} --label …`, 5 * minute, async () => {
      const program = join(made.folder, 'node_modules', 'labelwire', 'cli', 'labelwire.js');
      const about = ['--label', label.label, ...(label.dataUnit ? ['--data-unit', label.dataUnit] : [])];
      const env = { ...on.environment, LABELWIRE_API_KEY: served.credential };
      const { code, stdout, stderr } = await run(
        program,
        ['connect', id, '--yes', ...about, '--stage', stage],
        env,
        made.folder,
      );
      assert.equal(code, 0, stdout + stderr);
      const exported = await on.exported(served, label);
      assert.deepEqual(exported?.wrong, []);
      return `in the bucket: ${Object.keys(exported.record.files).join(', ')}`;
    });
    on.close();
  } finally {
    service?.dispose();
    await site.close();
  }
}
