import type { PlatformId } from '../../../lib/platforms/platforms.ts';
import { serve } from '../../../local/http-server.ts';
import type { Fault } from '../../../local/pipeline.ts';
import { simulatedPlatforms } from '../../../local/platforms/index.ts';
import type { ServedLabel } from '../../../local/platforms/simulated-platform.ts';
import { aLabelboxLabel, anEncordLabel } from '../../support/served-labels.ts';

type LabelParts = Parameters<typeof anEncordLabel>[0];

/** A simulated platform on loopback: what it serves, and what it knows of this deployment. */
export type ServedPlatform = {
  readonly id: PlatformId;
  readonly url: string;
  readonly credential: string;
  readonly webhookSecret: string;
  readonly labels: ServedLabel[];
  /** The document of a label with these parts. */
  aLabel(parts: LabelParts): ServedLabel;
  /** Answers in the platform's place. */
  fault: Fault;
  delivery(label: ServedLabel, event: { id: string; occurredAt: Date }): Delivery;
  close(): Promise<void>;
};

export type Delivery = { readonly body: string; readonly headers: Readonly<Record<string, string>> };

const labelMakers: Readonly<Record<PlatformId, (parts: LabelParts) => ServedLabel>> = {
  encord: anEncordLabel,
  labelbox: aLabelboxLabel,
};

export const startPlatforms = (): Promise<ServedPlatform[]> =>
  Promise.all((Object.keys(simulatedPlatforms) as PlatformId[]).map(startPlatform));

async function startPlatform(id: PlatformId): Promise<ServedPlatform> {
  const simulated = simulatedPlatforms[id];
  const credential = simulated.newCredential();
  const labels: ServedLabel[] = [];
  const webhookSecret = crypto.randomUUID();
  const answer = simulated.server(credential, () => labels);
  const server = await serve(async (request) => (await platform.fault(request)) ?? answer(request));
  const platform: ServedPlatform = {
    id,
    url: server.url,
    credential: credential.secret,
    webhookSecret,
    labels,
    aLabel: labelMakers[id],
    fault: () => undefined,
    delivery(label, { id: event, occurredAt }) {
      const body = simulated.delivery(label, { id: event, kind: 'upserted', occurredAt });
      return { body, headers: simulated.sign(body, webhookSecret, { id: event, kind: 'upserted', now: new Date() }) };
    },
    close: () => server.close(),
  };
  return platform;
}

/** The environment by which the deployed functions find the platforms. */
export const urlsOf = (platforms: readonly ServedPlatform[]): Record<string, string> =>
  Object.fromEntries(
    platforms.map(({ id, url }) => [`LABELWIRE_API_URL_${id.toUpperCase().replaceAll('-', '_')}`, url]),
  );
