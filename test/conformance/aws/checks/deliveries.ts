import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { keys as keyNames } from '../../../../lib/contracts/keys.ts';
import type { LabelRecord } from '../../../../lib/store/record.ts';
import { platformOf } from '../../../../local/platform-testing.ts';
import { earlier, later } from '../../../support/served-labels.ts';
import type { Deployment } from '../deployment.ts';
import { expectExported } from './expect-exported.ts';

export async function signedWebhook(on: Deployment, platformId: string): Promise<string> {
  const platform = on.platforms.find(({ id }) => id === platformId);
  assert(platform);
  const label = platform.aLabel({ project: platform.projectId('signed') });
  platform.labels.push(label);
  assert.equal(await on.announce(platform, label), 202);
  await on.settled();
  const { files } = await expectExported(on, platform, label);
  const keys = await on.keysOf(label.project);
  for (const folder of ['exports/coco/', 'exports/yolo/', 'labels/', 'native/', 'records/'])
    assert(
      keys.some((key) => key.startsWith(folder)),
      `Nothing lies in ${folder}.`,
    );
  assert.notEqual(await on.bytesAt(keyNames.classes({ connection: platform.id, project: label.project })), undefined);
  return `202, ${Object.keys(files).length} files with their record`;
}

/** Signed with another secret, and, where the signature is over the body, with another body. */
export async function badSignature(on: Deployment): Promise<string> {
  for (const platform of on.platforms) {
    const label = platform.aLabel({ project: platform.projectId('forged') });
    platform.labels.push(label);
    const event = { id: crypto.randomUUID(), occurredAt: new Date() };
    assert.equal(await on.send(platform, platform.delivery(label, event, crypto.randomUUID())), 401);
    if (platformOf(platform.id).authentication === 'shared-secret') continue;
    const signed = platform.delivery(label, event);
    assert.equal(await on.send(platform, { ...signed, body: `${signed.body} ` }), 401);
  }
  await on.settled();
  for (const platform of on.platforms) assert.deepEqual(await on.keysOf(platform.projectId('forged')), []);
  return '401 from each platform, nothing exported';
}

/** What a record says of the export itself: it may be marked as in doubt meanwhile, which is another commit. */
const exportIn = ({ commit: _commit, unsettled: _unsettled, ...rest }: LabelRecord) => rest;

/** Long enough for the label to be fetched once. */
const lagMilliseconds = 8_000;

/** A read side that lags behind shows an older document than the one that was exported. */
export async function lateDelivery(on: Deployment): Promise<string> {
  await Promise.all(
    on.platforms.map(async (platform) => {
      const label = platform.aLabel({ project: platform.projectId('late'), classes: ['new'], editedAt: later });
      platform.labels.push(label);
      assert.equal(await on.announce(platform, label), 202);
      await on.settled();
      const before = await expectExported(on, platform, label);
      const newest = label.document;
      label.document = platform.aLabel({ project: label.project, classes: ['old'], editedAt: earlier }).document;
      assert.equal(await on.announce(platform, label), 202);
      await sleep(lagMilliseconds);
      label.document = newest; // the read side has caught up
      await on.settled();
      assert.deepEqual(exportIn(await expectExported(on, platform, label)), exportIn(before));
    }),
  );
  return 'the older state is not exported, and waited for: record and files still stand';
}
