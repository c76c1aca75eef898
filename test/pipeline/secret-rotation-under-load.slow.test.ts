import { afterAll, beforeAll, expect, it } from 'vitest';
import { LabelEvent } from '../../lib/contracts/payloads.ts';
import { platforms } from '../../lib/platforms/platforms.ts';
import { testingOf } from '../../local/platform-testing.ts';
import { aRunningReceiver, type RunningReceiver } from '../support/running-receiver.ts';
import { signatureOf } from '../support/webhook-requests.ts';

const old = Object.fromEntries(Object.keys(platforms).map((id) => [id, `old-secret-of-${id}`]));
let on: RunningReceiver;
beforeAll(async () => {
  on = await aRunningReceiver(old);
});
afterAll(() => on.stop());

/** A delivery about the label of this number. */
function bodyOf(connection: string, number: number): Buffer {
  const { aLabel, projectId, simulated } = testingOf(connection);
  const label = aLabel({ project: projectId('project'), label: `label-${number}` });
  const event = { id: `event-${number}`, kind: 'upserted' as const, occurredAt: new Date() };
  return Buffer.from(simulated.delivery(label, event));
}

it.each(Object.keys(platforms))(
  'answers no delivery of %s with 401 while its secret is rotated under load, and loses none',
  async (connection) => {
    const [deliveries, atOnce, rotatedAt, switchesFrom, switchedAt] = [600, 8, 200, 260, 360];
    const statuses: number[] = [];
    let next = 0;
    const sender = async () => {
      for (let number = next++; number < deliveries; number = next++) {
        if (number === rotatedAt) on.putSecret(`${connection}/webhook`, `new-secret-of-${connection}`);
        // The platform's own servers do not all switch at the same moment.
        const switched = number >= switchedAt || (number >= switchesFrom && number % 2 === 0);
        const secret = switched ? `new-secret-of-${connection}` : (old[connection] ?? '');
        const body = bodyOf(connection, number);
        const headers = { 'content-type': 'application/json', ...signatureOf(connection, body, secret) };
        const response = await fetch(`${on.webhookUrl}/${connection}`, {
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
    const arrived = new Set(events.filter((event) => event.connection === connection).map(({ label }) => label));
    expect(arrived.size).toBe(deliveries);
  },
);
