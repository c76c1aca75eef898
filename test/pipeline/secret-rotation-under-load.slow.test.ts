import { afterAll, beforeAll, expect, it } from 'vitest';
import { LabelEvent } from '../../lib/contracts/payloads.ts';
import type { PlatformId } from '../../lib/platforms/platforms.ts';
import { aRunningReceiver, type RunningReceiver } from '../support/running-receiver.ts';
import { signatureOf } from '../support/webhook-requests.ts';

const old = {
  encord: 'old-secret-of-encord',
  'label-studio': 'old-secret-of-label-studio',
  labelbox: 'old-secret-of-labelbox',
} as const;
let on: RunningReceiver;
beforeAll(async () => {
  on = await aRunningReceiver(old);
});
afterAll(() => on.stop());

const bodies: Readonly<Record<PlatformId, (number: number) => unknown>> = {
  encord: (number) => ({
    uid: `event-${number}`,
    version: 1,
    event_type: 'task_completed_event',
    payload: { project_hash: 'p', label_hash: `label-${number}` },
  }),
  'label-studio': (number) => ({
    action: 'ANNOTATION_UPDATED',
    annotation: { id: number, task: 1 },
    project: { id: 1 },
  }),
  labelbox: (number) => ({ id: `label-${number}`, deleted: false, project: { id: 'p' }, dataRow: { id: 'row' } }),
};

it.each(['encord', 'label-studio', 'labelbox'] as const)(
  'answers no delivery of %s with 401 while its secret is rotated under load, and loses none',
  async (platform) => {
    const [deliveries, atOnce, rotatedAt, switchesFrom, switchedAt] = [600, 8, 200, 260, 360];
    const statuses: number[] = [];
    let next = 0;
    const sender = async () => {
      for (let number = next++; number < deliveries; number = next++) {
        if (number === rotatedAt) on.putSecret(`${platform}/webhook`, `new-secret-of-${platform}`);
        // The platform's own servers do not all switch at the same moment.
        const switched = number >= switchedAt || (number >= switchesFrom && number % 2 === 0);
        const secret = switched ? `new-secret-of-${platform}` : old[platform];
        const body = Buffer.from(JSON.stringify(bodies[platform](number)));
        const headers = { 'content-type': 'application/json', ...signatureOf(platform, body, secret) };
        const response = await fetch(`${on.webhookUrl}/${platform}`, {
          method: 'POST',
          headers,
          body: body.toString(),
        });
        await response.arrayBuffer();
        statuses[number] = response.status;
      }
    };
    await Promise.all(Array.from({ length: atOnce }, sender));
    expect(statuses.filter((status) => status !== 202)).toEqual([]);
    expect(statuses).toHaveLength(deliveries);
    const events = (await on.queued()).map((message) => LabelEvent.parse(JSON.parse(message)));
    const arrived = new Set(events.filter((event) => event.connection === platform).map(({ label }) => label));
    expect(arrived.size).toBe(deliveries);
  },
);
