import { randomUUID } from 'node:crypto';
import { serve } from '../../../cli/http-server.ts';
import { platforms as platformsById } from '../../../lib/platforms/platforms.ts';
import type { PlatformTesting, ServedLabel } from '../../../lib/platforms/testing.ts';
import { apiUrlVariable } from '../../../lib/runtime/platform-http.ts';
import type { Fault } from '../../../local/pipeline.ts';
import { testingOf } from '../../../local/platform-testing.ts';
import { type PublicSite, WrongCall } from './options.ts';
import type { Service } from './service.ts';

/** A simulated platform: what it serves, and what it knows of this deployment. */
export type ServedPlatform = Pick<PlatformTesting, 'projectId' | 'aLabel'> & {
  readonly id: string;
  /** Its paths, where all of them share one URL: Encord signs the path, so nothing can be put before it. */
  readonly paths: RegExp;
  readonly credential: string;
  readonly webhookSecret: string;
  readonly labels: ServedLabel[];
  /** Answers in the platform's place. */
  fault: Fault;
  answer(request: Request): Promise<Response>;
  /** Signed with its webhook secret, or with another one. */
  delivery(label: ServedLabel, event: { id: string; occurredAt: Date }, secret?: string): Delivery;
};

export type Delivery = { readonly body: string; readonly headers: Readonly<Record<string, string>> };

/** The simulated platforms, and by which URLs the deployed functions find them. */
export type PlatformSite = {
  readonly platforms: readonly ServedPlatform[];
  readonly environment: Readonly<Record<string, string>>;
  /** Where they are deployed themselves. */
  readonly service?: Service;
  deploy?(): Promise<string>;
  close(): Promise<void>;
};

/** Each on a port of loopback. */
export async function onLoopback(): Promise<PlatformSite> {
  const platforms = simulated();
  const servers = await Promise.all(platforms.map((platform) => serve(platform.answer)));
  return {
    platforms,
    environment: apiUrls(platforms, (index) => servers[index]?.url ?? ''),
    close: async () => void (await Promise.all(servers.map((server) => server.close()))),
  };
}

/** All behind one public URL, which must lead to the port. */
export async function onPublicSite({ url, port }: PublicSite): Promise<PlatformSite> {
  const platforms = simulated();
  const probe = `/${randomUUID()}`;
  const server = await serve(async (request) => {
    const { pathname, search } = new URL(request.url);
    if (pathname === probe) return new Response(probe);
    const platform = platforms.find(({ paths }) => paths.test(pathname));
    // As it was asked for in public: what a platform answers leads back to the URL that it was asked by.
    return (await platform?.answer(new Request(`${url}${pathname}${search}`, request))) ?? notFound();
  }, port);
  const came = await fetch(url + probe, { signal: AbortSignal.timeout(20_000) }).then(
    (answer) => answer.text(),
    (error: Error) => String(error.cause ?? error),
  );
  if (came !== probe) {
    await server.close();
    throw new WrongCall(`${url} does not lead to port ${port} of this machine: ${came.slice(0, 200)}`);
  }
  return { platforms, environment: apiUrls(platforms, () => url), close: () => server.close() };
}

const notFound = () => new Response('There is no such platform here.', { status: 404 });

/** Nowhere: a host that never exists (RFC 2606), so that nobody else's platform is asked. */
export async function unreachable(): Promise<PlatformSite> {
  const platforms = simulated();
  return { platforms, environment: apiUrls(platforms, () => 'https://platform.invalid'), close: async () => undefined };
}

export const simulated = (): ServedPlatform[] => Object.keys(platformsById).map(simulatedPlatform);

function simulatedPlatform(id: string): ServedPlatform {
  const { simulated: protocol, projectId, aLabel } = testingOf(id);
  const credential = protocol.newCredential();
  const labels: ServedLabel[] = [];
  const webhookSecret = randomUUID();
  const server = protocol.server(credential, () => labels);
  const platform: ServedPlatform = {
    id,
    projectId,
    aLabel,
    paths: protocol.paths,
    credential: credential.secret,
    webhookSecret,
    labels,
    fault: () => undefined,
    answer: async (request) => (await platform.fault(request)) ?? server(request),
    delivery(label, { id: event, occurredAt }, secret = webhookSecret) {
      const body = protocol.delivery(label, { id: event, kind: 'upserted', occurredAt });
      return { body, headers: protocol.sign(body, secret, { id: event, kind: 'upserted', now: new Date() }) };
    },
  };
  return platform;
}

/** By which variables the functions find them. */
export const apiUrls = (
  platforms: readonly ServedPlatform[],
  urlOf: (index: number) => string,
): Record<string, string> => Object.fromEntries(platforms.map(({ id }, index) => [apiUrlVariable(id), urlOf(index)]));
