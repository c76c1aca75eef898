import { GetObjectCommand, type GetObjectCommandOutput, type S3Client } from '@aws-sdk/client-s3';
import { awsFailure } from '../../lib/contracts/aws-failure.ts';
import { given } from '../../lib/contracts/given.ts';
import { isFrom, type PictureSources, sourceOf } from './picture-sources.ts';

/** Why one picture could not be had; others may be. */
export class PictureUnavailable extends Error {}

export type PictureReader = (uri: string, signal: AbortSignal) => Promise<AsyncIterable<Uint8Array>>;

/** A part of a recording, as HTTP asks for it: `bytes=0-`. */
export type RangeReader = (uri: string, range: string | undefined, signal: AbortSignal) => Promise<ReadPart>;
export type ReadPart = {
  readonly body: ReadableStream<Uint8Array> | null;
  readonly contentType?: string | undefined;
  readonly contentLength?: number | undefined;
  /** Absent where all of it is there. */
  readonly contentRange?: string | undefined;
};

type Surroundings = { readonly s3: S3Client; readonly fetch?: typeof fetch };

const mostRedirects = 5;
const longestMilliseconds = 10 * 60_000;

/** Reads pictures with the credentials of whoever calls, from nowhere but these sources. */
export function pictureReader(sources: PictureSources, { s3, fetch: fetcher = fetch }: Surroundings): PictureReader {
  return async (uri, signal) => {
    const source = sourceOf(uri);
    if (source === undefined) throw new PictureUnavailable('an address that only the platform understands');
    if (!isFrom(sources, uri)) throw new PictureUnavailable(`--images-from does not name ${source}`);
    if (source.startsWith('s3://')) return readObject(s3, uri, signal);
    const limit = AbortSignal.any([signal, AbortSignal.timeout(longestMilliseconds)]);
    return chunksOf(await answerOf(uri, { sources, fetcher, signal: limit }));
  };
}

/** With the AWS credentials of this process, whose clients are loaded only where pictures are fetched. */
export async function ownPictureReader(sources: PictureSources): Promise<PictureReader> {
  const { accessClients } = await import('../../access/clients.ts');
  return pictureReader(sources, { s3: accessClients().s3At(process.env.AWS_REGION) });
}

/** Reads parts of videos and audios, under the same conditions. */
export function rangeReader(sources: PictureSources, { s3, fetch: fetcher = fetch }: Surroundings): RangeReader {
  return async (uri, range, signal) => {
    if (!isFrom(sources, uri)) throw new PictureUnavailable(`--images-from does not name ${sourceOf(uri)}`);
    if (uri.startsWith('s3://')) {
      const { Body, ContentType, ContentLength, ContentRange } = await objectAt(s3, uri, signal, range);
      const body = (Body?.transformToWebStream() ?? null) as ReadPart['body'];
      return { body, contentType: ContentType, contentLength: ContentLength, contentRange: ContentRange };
    }
    const { body, status, headers } = await answerOf(uri, { sources, fetcher, signal, headers: given({ range }) });
    const isPacked = headers.has('content-encoding'); // the length is that of what is packed
    const length = isPacked ? null : headers.get('content-length');
    return {
      body,
      contentType: headers.get('content-type') ?? undefined,
      contentLength: length === null ? undefined : Number(length),
      contentRange: status === 206 ? (headers.get('content-range') ?? undefined) : undefined,
    };
  };
}

async function readObject(s3: S3Client, uri: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
  const { Body } = await objectAt(s3, uri, signal);
  return Body as AsyncIterable<Uint8Array>;
}

async function objectAt(
  s3: S3Client,
  uri: string,
  signal: AbortSignal,
  range?: string,
): Promise<GetObjectCommandOutput> {
  const [, Bucket, Key] = /^s3:\/\/([^/]+)\/(.+)$/s.exec(uri) ?? [];
  if (Key === undefined) throw new PictureUnavailable('an address without a key');
  try {
    return await s3.send(new GetObjectCommand({ Bucket, Key, Range: range }), { abortSignal: signal });
  } catch (error) {
    const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
    if (status === undefined) throw error; // no answer, or no credentials: the next one would fail, too
    throw new PictureUnavailable(`S3 answered ${awsFailure(error).reason}`, { cause: error });
  }
}

type Asking = {
  readonly sources: PictureSources;
  readonly fetcher: typeof fetch;
  readonly signal: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
};

/** Follows a redirect only to where pictures may be fetched from. */
async function answerOf(uri: string, { sources, fetcher, signal, headers = {} }: Asking): Promise<Response> {
  let url = uri;
  for (let asked = 0; asked <= mostRedirects; asked += 1) {
    const answer = await fetcher(url, { redirect: 'manual', signal, headers }).catch((error: unknown) => {
      throw new PictureUnavailable(`no answer: ${reasonOf(error)}`, { cause: error });
    });
    const location = answer.headers.get('location');
    if (answer.status >= 300 && answer.status < 400 && location !== null) {
      await answer.body?.cancel();
      if (!URL.canParse(location, url)) throw new PictureUnavailable('a redirect to an address that is not valid');
      url = new URL(location, url).href;
      if (!isFrom(sources, url))
        throw new PictureUnavailable(`a redirect to ${new URL(url).origin}, which --images-from does not name`);
    } else if (answer.ok) {
      return answer;
    } else {
      await answer.body?.cancel();
      throw new PictureUnavailable(`the host answered ${answer.status}`);
    }
  }
  throw new PictureUnavailable(`more than ${mostRedirects} redirects`);
}

async function* chunksOf({ headers, body }: Response): AsyncGenerator<Uint8Array> {
  if (/^text\/html\b/.test(headers.get('content-type') ?? '')) {
    await body?.cancel();
    throw new PictureUnavailable('the host answered with a web page, such as one to log in');
  }
  try {
    yield* body ?? [];
  } catch (error) {
    throw new PictureUnavailable(`the answer broke off: ${reasonOf(error)}`, { cause: error });
  }
}

const reasonOf = (error: unknown): string =>
  (error as { cause?: { code?: string } }).cause?.code ?? (error as Error).name;
