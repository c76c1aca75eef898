import { S3Client } from '@aws-sdk/client-s3';
import type { Connection } from '../configuration/connections.ts';
import { PlatformUnavailable } from '../contracts/errors.ts';
import { type ObjectAddress, objectAddress } from '../contracts/object-address.ts';
import type { Unit } from '../label/label.ts';
import type { PlacesOf } from '../media/complete-label.ts';
import { MediaProblem, type MediaSource, type MediaSources } from '../media/media-source.ts';
import { webSource } from '../media/web-source.ts';
import { addressIn } from '../platforms/kit/address-in.ts';
import type { FetchedDocument, MediaAddress } from '../platforms/platform.ts';
import type { AskedPlatform } from '../steps/complete-labels.ts';
import { optional } from './environment.ts';
import { objectSource } from './object-source.ts';
import { mediaOrigins } from './platform-http.ts';
import { stopSignal } from './stopping.ts';

type Surroundings = {
  remainingMilliseconds(): number;
  readonly fetch?: typeof fetch;
  readonly limits?: typeof limits;
};

/** Milliseconds. What takes longer is asked for again with its label alone, so that it holds no neighbour. */
const limits = {
  /** For one unit, from its first request to its last. */
  unit: 20_000,
  /** For all units of a group together, from the first request on. */
  group: 120_000,
  /** That the step keeps for staging what it has. */
  reserve: 60_000,
};

/**
 * Where the files of a label's units may be read: at the address that the platform itself gives, on its own server or a host
 * that configuration allows; else in a bucket that the parameter `mediaBuckets` names.
 */
export function mediaPlaces(
  connection: Connection,
  surroundings: Surroundings,
): (fetched: FetchedDocument, project: string, asked: AskedPlatform) => PlacesOf {
  const { remainingMilliseconds, limits: bounds = limits } = surroundings;
  const origins = mediaOrigins(connection);
  const buckets = mediaBuckets();
  let s3: S3Client | undefined;
  let groupSignal: AbortSignal | undefined;

  const signalOfUnit = (): AbortSignal => {
    groupSignal ??= signalWithin(Math.min(bounds.group, remainingMilliseconds() - bounds.reserve));
    if (groupSignal.aborted) {
      throw new PlatformUnavailable(
        `${connection.name}: the media of this group took longer together than a step waits for. The label follows alone.`,
      );
    }
    return AbortSignal.any([groupSignal, AbortSignal.timeout(bounds.unit), stopSignal() ?? []].flat());
  };

  const sourceAt = (address: MediaAddress, signal: AbortSignal): MediaSource | undefined => {
    const object = objectAddress(withoutQuery(address.url));
    if (object && isIn(buckets, object)) {
      s3 ??= new S3Client({ followRegionRedirects: true });
      return objectSource(s3, object, signal);
    }
    const isAllowed = URL.canParse(address.url) && isOn(origins, new URL(address.url));
    return isAllowed ? webSource(address, { signal, fetch: surroundings.fetch ?? fetch }) : undefined;
  };

  return (fetched, project, { reader, api }) =>
    async function* (unit) {
      const signal = signalOfUnit();
      const isKept = unit.sourceUri?.startsWith('s3://') === true;
      // What is read of a document is its text layer, and `sourceUri` is where its pages are.
      const isBeside = unit.media === 'document';
      const own = unit.sourceUri === undefined || isBeside ? [] : [{ url: unit.sourceUri }];
      const asked = async () =>
        isBeside
          ? [reader.textLayerOf?.(fetched) ?? []].flat()
          : ((await reader.mediaOf?.(fetched, unit, project, api)) ?? addressesIn(fetched, unit));
      // The platform has no address in the document for what is in a bucket: to ask it takes a request.
      const places = isKept ? [async () => own, asked] : [asked, async () => own];
      const tried: MediaAddress[] = [];
      let isAnywhere = false;
      for (const addressesOf of places) {
        const addresses = await addressesOf();
        if (addresses.some(({ url }) => tried.some((other) => other.url === url))) continue;
        tried.push(...addresses);
        const sources = addresses.flatMap((address) => sourceAt(address, signal) ?? []);
        if (!isWhole(sources) || sources.length < addresses.length) continue;
        isAnywhere = true;
        yield sources;
      }
      if (!isAnywhere) throw new MediaProblem('media-unreachable', unreachable(connection, unit, tried));
    };
}

/** An address with a name and a password is not asked: it is not the platform's. */
const isOn = (origins: ReadonlySet<string>, { origin, username, password }: URL): boolean =>
  origins.has(origin) && username === '' && password === '';

const signalWithin = (milliseconds: number): AbortSignal =>
  milliseconds > 0 ? AbortSignal.timeout(milliseconds) : AbortSignal.abort();

/** The key of an object in a bucket may hold a question mark, and has no query. */
const withoutQuery = (url: string): string => (/^https?:/i.test(url) ? url.replace(/[?#].*$/s, '') : url);

const isWhole = (sources: readonly MediaSource[]): sources is MediaSources => sources.length > 0;

const addressesIn = ({ document }: FetchedDocument, { sourceUri }: Unit): readonly MediaAddress[] => {
  const url = sourceUri === undefined ? undefined : addressIn(document, sourceUri);
  return url === undefined ? [] : [{ url }];
};

function unreachable({ name, platform }: Connection, unit: Unit, [address]: readonly MediaAddress[]): string {
  if (!address) {
    const what = unit.media === 'document' ? 'text layer' : 'file';
    return `${platform.title} does not say where the ${what} of ${unit.name} is.`;
  }
  const url = withoutQuery(address.url);
  const object = objectAddress(url);
  if (object) {
    return `${url} is in a bucket that may not be read. If it is yours, add ${object.bucket} to the parameter mediaBuckets, and deploy.`;
  }
  if (!URL.canParse(url) || !url.startsWith('https:'))
    return `${url} is an address that only the platform understands.`;
  const { host, username } = new URL(url);
  if (username !== '') return `The address of ${unit.name} on ${host} has a name in it, for which nobody is asked.`;
  return `${url} is on a host that is not asked. If that is right, add "${host}" to platforms.${name}.downloadHosts in labelwire.config.ts.`;
}

type MediaBucket = { readonly bucket: string; readonly prefix: string };

/** `images,archive/2026/`: buckets, and folders of buckets. */
const mediaBuckets = (): readonly MediaBucket[] =>
  (optional('MEDIA_BUCKETS') ?? '').split(',').flatMap((text) => {
    const [, bucket = '', prefix = ''] = /^([^/]+)(?:\/(.*))?$/.exec(text) ?? [];
    return bucket === '' ? [] : [{ bucket, prefix }];
  });

const isIn = (buckets: readonly MediaBucket[], { bucket, key }: ObjectAddress): boolean =>
  buckets.some((allowed) => allowed.bucket === bucket && key.startsWith(allowed.prefix));
