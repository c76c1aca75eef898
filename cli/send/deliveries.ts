import { randomUUID } from 'node:crypto';
import type { Connection } from '../../lib/configuration/connections.ts';
import type { Delivery } from '../../lib/platforms/platform.ts';
import type { ServedLabel, SimulatedPlatform } from '../../lib/platforms/testing.ts';

/** How the deliveries about a label are to be. */
export type Manner = {
  readonly deleted?: boolean;
  readonly twice?: boolean;
  readonly outOfOrder?: boolean;
  readonly badSignature?: boolean;
};

/** One webhook as the platform sends it, and the ids of the events that a receiver finds in it. */
export type SignedDelivery = {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly events: readonly string[];
};

const earlierMilliseconds = 60_000;

/** The deliveries about one label, in the order in which they are sent. */
export function deliveriesOf(
  label: ServedLabel,
  manner: Manner,
  { simulated, connection, secret, now }: Signing,
): readonly SignedDelivery[] {
  const signed = (occurredAt: Date): SignedDelivery => {
    const event = { id: randomUUID(), kind: manner.deleted ? ('deleted' as const) : ('upserted' as const) };
    const body = simulated.delivery(label, { ...event, occurredAt });
    const key = manner.badSignature ? `not ${secret}` : secret;
    const headers = simulated.sign(body, key, { ...event, now });
    return { headers, body, events: eventsIn({ headers, body }, connection, now) };
  };
  const newest = signed(now);
  const older = manner.outOfOrder ? [signed(new Date(now.getTime() - earlierMilliseconds))] : [];
  return [newest, ...(manner.twice ? [newest] : []), ...older];
}

export type Signing = {
  readonly simulated: SimulatedPlatform;
  readonly connection: Connection;
  /** Of the webhook. */
  readonly secret: string;
  readonly now: Date;
};

/** As the receiver reads it; header names reach it in lower case. */
function eventsIn(
  { headers, body }: Pick<SignedDelivery, 'headers' | 'body'>,
  { platform }: Connection,
  now: Date,
): readonly string[] {
  const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const delivery: Delivery = { headers: lower, body: Buffer.from(body) };
  return platform.events(delivery, now).map(({ id }) => id);
}
