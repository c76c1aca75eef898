import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ConnectionSettings } from '../../../lib/configuration/configuration.ts';
import type { Unit } from '../../../lib/label/label.ts';
import { completeLabel } from '../../../lib/media/complete-label.ts';
import type { FetchedDocument, Reader } from '../../../lib/platforms/platform.ts';
import { mediaPlaces } from '../../../lib/runtime/media-places.ts';
import { platformApi } from '../../../lib/runtime/platform-http.ts';
import { aLabel } from '../../support/labels.ts';
import { mediaFile } from '../../support/media-files.ts';
import { png } from '../../support/pictures.ts';
import { thePlatform as platform } from '../../support/the-platform.ts';

type Given = {
  readonly sourceUri?: string;
  readonly document?: unknown;
  readonly settings?: ConnectionSettings;
  readonly reader?: Pick<Reader, 'mediaOf'>;
  readonly answer?: (url: string) => Response | Promise<Response>;
  readonly remaining?: number;
  readonly limits?: { readonly unit: number; readonly group: number; readonly reserve: number };
};

/** The size of the one image of a label, and what was asked for it. */
async function sizeWith(given: Given) {
  const { sourceUri, document = {}, settings = {}, reader = {}, answer = () => new Response(png(640, 480)) } = given;
  const asked: string[] = [];
  const fetcher = async (url: string | URL | Request) => {
    asked.push(String(url));
    return answer(String(url));
  };
  const connection = { name: 'the-connection', platform, settings };
  const remainingMilliseconds = () => given.remaining ?? 900_000;
  const places = mediaPlaces(connection, {
    remainingMilliseconds,
    fetch: fetcher,
    ...(given.limits ? { limits: given.limits } : {}),
  });
  const api = platformApi(connection, { credential: 'key', remainingMilliseconds, fetch: fetcher });
  const fetched: FetchedDocument = { ref: { label: 'label-1', occurredAt: '2026-11-28T00:00:00Z' }, document };
  const unit: Unit = { id: 'unit-1', name: '1.jpg', media: 'image', ...(sourceUri ? { sourceUri } : {}) };
  const label = aLabel({ units: [unit] });
  const completed = await completeLabel(label, ['size'], places(fetched, 'project-1', { reader, api }));
  const [{ width, height } = {}] = completed.label.units;
  return { asked, size: width && [width, height], unobtained: completed.unobtained };
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('the file of a unit', () => {
  const sourceUri = 'https://files.platform.example.com/1.jpg';

  it('is asked for at the signed address in the document, on a host of the platform', async () => {
    const document = { data: [{ image: `${sourceUri}?Signature=secret` }] };
    expect(await sizeWith({ sourceUri, document })).toMatchObject({
      asked: [`${sourceUri}?Signature=secret`],
      size: [640, 480],
    });
  });

  it('is asked for at the address that the platform gives for it', async () => {
    const url = 'https://api.platform.example.com/files/7';
    const reader = { mediaOf: async () => [{ url }] };
    expect(await sizeWith({ sourceUri, reader })).toMatchObject({ asked: [url], size: [640, 480] });
  });

  it('is asked for on a host that configuration allows', async () => {
    const uri = 'https://cdn.example.com/1.jpg';
    const settings = { downloadHosts: ['cdn.example.com'] };
    expect(await sizeWith({ sourceUri: uri, document: { uri }, settings })).toMatchObject({
      asked: [uri],
      size: [640, 480],
    });
  });

  it.each([
    [
      'a host that nobody allowed',
      'https://cdn.example.com/1.jpg',
      /add "cdn.example.com" to platforms.the-connection.downloadHosts/,
    ],
    ['another port of a host', 'https://files.platform.example.com:8443/1.jpg', /downloadHosts/],
    ['a host without TLS', 'http://files.platform.example.com/1.jpg', /only the platform understands/],
    [
      'the address of a cloud for its machines',
      'http://169.254.169.254/latest/meta-data/',
      /only the platform understands/,
    ],
    ['that address with TLS', 'https://169.254.169.254/latest/meta-data/', /downloadHosts/],
    ['that address as a number', 'https://2852039166/latest/meta-data/', /downloadHosts/],
    ['that address in IPv6', 'https://[::ffff:169.254.169.254]/latest/meta-data/', /downloadHosts/],
    ['this machine', 'https://127.1/', /downloadHosts/],
    [
      'a host whose name begins like an allowed one',
      'https://files.platform.example.com.evil.example/1.jpg',
      /downloadHosts/,
    ],
    [
      'a host behind an allowed one as a name',
      'https://files.platform.example.com@evil.example/1.jpg',
      /has a name in it/,
    ],
    ['an allowed host, with a name and a password', 'https://a:b@files.platform.example.com/1.jpg', /has a name in it/],
    ['a file of the machine', 'file:///etc/passwd', /only the platform understands/],
    ['a path', '/data/upload/1.jpg', /only the platform understands/],
    ['a bucket that no parameter names', 's3://other/1.jpg', /add other to the parameter mediaBuckets/],
    ['a folder beside the one that is named', 's3://images/private/1.jpg', /mediaBuckets/],
    ['no place', undefined, /does not say where/],
  ])('is not asked for, and nothing else is, where it is at %s', async (_where, uri, message) => {
    vi.stubEnv('MEDIA_BUCKETS', 'images/public/,image');
    const { asked, unobtained } = await sizeWith(uri === undefined ? {} : { sourceUri: uri, document: { uri } });
    expect(asked).toEqual([]);
    expect(unobtained).toMatchObject([{ reason: 'media-unreachable', message: expect.stringMatching(message) }]);
  });

  it('is each slice of a series, at the addresses that the platform signs for them', async () => {
    const url = (slice: string) => `https://files.platform.example.com/series/${slice}.dcm?Signature=${slice}`;
    const slices = ['a', 'b', 'c', 'd'];
    const connection = { name: 'the-connection', platform, settings: {} };
    const fetcher = async (address: string | URL | Request) =>
      new Response(new Uint8Array(mediaFile(`series/${new URL(String(address)).searchParams.get('Signature')}.dcm`)));
    const surroundings = { remainingMilliseconds: () => 900_000, fetch: fetcher };
    const api = platformApi(connection, { credential: 'key', ...surroundings });
    const fetched: FetchedDocument = { ref: { label: 'label-1', occurredAt: '2026-11-28T00:00:00Z' }, document: {} };
    const first = { frame: 0, id: '1.2.826.0.1.3680043.8.498.4.1' };
    const label = aLabel({ units: [{ id: 'unit-1', name: 'brain', media: 'volume', slices: [first] }] });
    const asked = { reader: { mediaOf: async () => slices.map((slice) => ({ url: url(slice) })) }, api };
    const places = mediaPlaces(connection, surroundings)(fetched, 'project-1', asked);
    const { label: completed, unobtained } = await completeLabel(label, ['geometry'], places);
    expect(unobtained).toEqual([]);
    expect(completed.units[0]?.geometry?.size).toEqual([6, 5, 4]);
  });

  it('is of a document its text layer, where the platform says it, and never the document itself', async () => {
    const connection = { name: 'the-connection', platform, settings: {} };
    const asked: string[] = [];
    const fetcher = async (address: string | URL | Request) => {
      asked.push(String(address));
      return new Response('[]');
    };
    const surroundings = { remainingMilliseconds: () => 900_000, fetch: fetcher };
    const api = platformApi(connection, { credential: 'key', ...surroundings });
    const uri = 'https://files.platform.example.com/bill.pdf';
    const label = aLabel({ units: [{ id: 'unit-1', name: 'bill.pdf', media: 'document', sourceUri: uri }] });
    const ref = { label: 'label-1', occurredAt: '2026-11-28T00:00:00Z' };
    const completed = (reader: Pick<Reader, 'mediaOf' | 'textLayerOf'>) => {
      const places = mediaPlaces(connection, surroundings)({ ref, document: { uri } }, 'project-1', { reader, api });
      return completeLabel(label, ['layout'], places);
    };
    const url = 'https://files.platform.example.com/layers/bill.json?Signature=secret';
    expect((await completed({ textLayerOf: () => ({ url }) })).label.units[0]?.layout).toEqual([]);
    expect(asked).toEqual([url]);
    for (const reader of [{}, { mediaOf: async () => [{ url: uri }] }]) {
      expect((await completed(reader)).unobtained).toMatchObject([
        {
          reason: 'media-unreachable',
          message: expect.stringMatching(/does not say where the text layer of bill.pdf is/),
        },
      ]);
    }
    expect(asked).toEqual([url]);
  });

  it('is given up for good where its host refuses it, asked once', async () => {
    const answer = () => new Response('', { status: 403 });
    const { asked, unobtained } = await sizeWith({ sourceUri, document: { sourceUri }, answer });
    expect(asked).toEqual([sourceUri]);
    expect(unobtained).toMatchObject([{ reason: 'media-refused' }]);
  });

  it('is asked for later where its host is slow, and so are those after it in the group', async () => {
    const late = (_url: string, signal?: AbortSignal | null) =>
      new Promise<Response>((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    const connection = { name: 'the-connection', platform, settings: {} };
    const places = mediaPlaces(connection, {
      remainingMilliseconds: () => 900_000,
      fetch: (url, init) => late(String(url), init?.signal),
      limits: { unit: 10, group: 25, reserve: 0 },
    });
    const api = platformApi(connection, { credential: 'key', remainingMilliseconds: () => 900_000 });
    const fetched: FetchedDocument = { ref: { label: 'label-1', occurredAt: '2026-11-28T00:00:00Z' }, document: {} };
    const label = aLabel({ units: [{ id: 'unit-1', name: '1.jpg', media: 'image', sourceUri }] });
    const look = () => completeLabel(label, ['size'], places(fetched, 'project-1', { reader: {}, api }));
    await expect(look()).rejects.toMatchObject({ name: 'PlatformUnavailable', message: /gave no answer/ });
    await expect(look()).rejects.toMatchObject({ name: 'PlatformUnavailable' });
    await expect(look()).rejects.toMatchObject({ name: 'PlatformUnavailable' });
    await expect(look()).rejects.toMatchObject({ name: 'PlatformUnavailable', message: /longer together/ });
  });

  it('is asked for later where the step has too little time left to wait for it', async () => {
    await expect(sizeWith({ sourceUri, remaining: 1000 })).rejects.toMatchObject({ name: 'PlatformUnavailable' });
  });
});
