import { type HttpServer, serve } from '../../cli/http-server.ts';
import type { ServedLabel } from '../../lib/platforms/testing.ts';
import { testingOf } from '../../local/platform-testing.ts';
import { edits, encordLabels, encordVideos, labelboxLabels } from './labels.ts';

export type LoadPlatform = 'encord' | 'labelbox';
const platformIds = ['encord', 'labelbox'] as const;

/** A label as the platform has it, which is what has to stand in the bucket in the end. */
export type WorldLabel = {
  readonly platform: LoadPlatform;
  readonly served: ServedLabel;
  /** Refused by the pipeline, on purpose. */
  readonly planted: boolean;
  /** `unborn`: first heard of by its deletion. */
  life: 'unborn' | 'living' | 'deleted';
  /** Microseconds since 1970. */
  revision: number;
  /** Deliveries about it that were answered 202. */
  accepted: number;
};

export type PlatformAccess = { readonly apiUrl: string; readonly credential: string; readonly webhookSecret: string };

/** Every so many requests the platform answers 503. */
const outageEvery = 197;

/** Both platforms, in this process and not in the pipeline's: they outlive it, and take none of its time. */
export class World {
  readonly labels: readonly WorldLabel[];
  readonly access: Readonly<Record<LoadPlatform, PlatformAccess>>;
  /** Requests to the platforms, `outages` among them. */
  requests = 0;
  outages = 0;
  readonly #servers: readonly HttpServer[];
  #lastInstant = 0;

  private constructor(labels: readonly WorldLabel[], access: World['access'], servers: readonly HttpServer[]) {
    this.labels = labels;
    this.access = access;
    this.#servers = servers;
  }

  static async open(counts: { encord: number; labelbox: number; planted: number }): Promise<World> {
    const labels = [
      ...encordLabels(counts.encord).map((served) => inWorld('encord', served, 'living')),
      ...encordVideos(counts.planted, counts.encord).map((served) => inWorld('encord', served, 'living', true)),
      ...(await labelboxLabels(counts.labelbox)).map((served, index) =>
        inWorld('labelbox', served, index % 4 === 0 ? 'unborn' : 'living'),
      ),
    ];
    const onRequest = (isOutage: boolean) => {
      world.requests += 1;
      if (isOutage) world.outages += 1;
    };
    const started = await Promise.all(platformIds.map((id) => startPlatform(id, labels, onRequest)));
    const access = Object.fromEntries(started.map((platform) => [platform.id, platform.access])) as World['access'];
    const world = new World(
      labels,
      access,
      started.map(({ server }) => server),
    );
    return world;
  }

  edit(label: WorldLabel): Date {
    const at = this.#instant();
    edits[label.platform](label.served, at);
    label.life = 'living';
    label.revision = at.getTime() * 1000;
    return at;
  }

  delete(label: WorldLabel): Date {
    const at = this.#instant();
    label.life = 'deleted';
    label.revision = at.getTime() * 1000;
    return at;
  }

  async close(): Promise<void> {
    await Promise.all(this.#servers.map((server) => server.close()));
  }

  /** No two changes share one: the pipeline tells revisions apart by it. */
  #instant(): Date {
    this.#lastInstant = Math.max(this.#lastInstant + 1, Date.now());
    return new Date(this.#lastInstant);
  }
}

const inWorld = (
  platform: LoadPlatform,
  served: ServedLabel,
  life: WorldLabel['life'],
  planted = false,
): WorldLabel => ({ platform, served, planted, life, revision: 0, accepted: 0 });

async function startPlatform(id: LoadPlatform, labels: readonly WorldLabel[], onRequest: (isOutage: boolean) => void) {
  const simulated = testingOf(id).simulated;
  const credential = simulated.newCredential();
  const shown = () =>
    labels.filter(({ platform, life }) => platform === id && life === 'living').map(({ served }) => served);
  const answer = simulated.server(credential, shown);
  let requests = 0;
  const server = await serve(async (request) => {
    requests += 1;
    const isOutage = requests % outageEvery === 0;
    onRequest(isOutage);
    if (!isOutage) return answer(request);
    await request.arrayBuffer(); // a client that still sends would not see the answer
    return new Response('Out for a moment', { status: 503 });
  });
  const access = { apiUrl: server.url, credential: credential.secret, webhookSecret: crypto.randomUUID() };
  return { id, server, access };
}
