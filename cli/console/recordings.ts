import { randomBytes } from 'node:crypto';
import type { Unit } from '../../lib/label/label.ts';
import type { Recording } from '../../lib/preview/drawing.ts';
import { isFrom, type PictureSources, sourceOf } from '../pictures/picture-sources.ts';
import { isRecording } from '../pictures/pictures.ts';
import { PictureUnavailable, type RangeReader } from '../pictures/read-picture.ts';
import { strictHeaders } from './headers.ts';
import { RefusedCall } from './refused-call.ts';

const mostKept = 1_000;
export const recordingsPath = '/media/';

type Kept = Recording & { readonly uri: string };

/**
 * Videos and audios of labels, from their sources alone, under addresses of this server that nobody can guess: a browser sends
 * no token for a video. The page never learns the address of the source, nor any signature.
 */
export class Recordings {
  readonly #kept = new Map<string, Kept>();
  readonly #sources: PictureSources;
  readonly #read: RangeReader;

  constructor(sources: PictureSources, read: RangeReader) {
    this.#sources = sources;
    this.#read = read;
  }

  /** The recording of a unit, or why there is none. */
  of(unit: Unit): Recording | string | undefined {
    const { media, sourceUri: uri } = unit;
    if (!isRecording(unit) || uri === undefined) return undefined;
    const source = sourceOf(uri);
    if (source === undefined) return 'an address that only the platform understands';
    if (!isFrom(this.#sources, uri)) return `--images-from does not name ${source}`;
    const known = [...this.#kept.values()].find((kept) => kept.uri === uri);
    if (known) return known;
    const address = `${recordingsPath}${randomBytes(32).toString('base64url')}`;
    const kept: Kept = { kind: media === 'video' ? 'video' : 'audio', address, uri };
    const [oldest] = this.#kept.keys();
    if (this.#kept.size >= mostKept && oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.set(address, kept);
    return kept;
  }

  async answer({ headers, signal, method }: Request, address: string): Promise<Response> {
    const kept = this.#kept.get(address);
    if (!kept) throw new RefusedCall(404, 'There is nothing at this address. Open the label again.');
    if (method !== 'GET') throw new RefusedCall(405, `The method must be GET, but is ${method}.`);
    if (!['same-origin', null].includes(headers.get('sec-fetch-site')))
      throw new RefusedCall(403, 'The request must come from this page.');
    const range = headers.get('range') ?? undefined;
    try {
      const { body, contentType, contentLength, contentRange } = await this.#read(kept.uri, range, signal);
      return new Response(body, {
        status: contentRange === undefined ? 200 : 206,
        headers: {
          ...strictHeaders,
          // Nothing that a browser would show as a page.
          'content-security-policy': "default-src 'none'; sandbox",
          'content-type': isOf(kept, contentType) ? contentType : usualTypes[kept.kind],
          'accept-ranges': 'bytes',
          ...(contentLength === undefined ? {} : { 'content-length': String(contentLength) }),
          ...(contentRange === undefined ? {} : { 'content-range': contentRange }),
        },
      });
    } catch (error) {
      if (error instanceof PictureUnavailable)
        throw new RefusedCall(502, `The ${kept.kind} cannot be read: ${error.message}.`);
      throw error;
    }
  }
}

/** Browsers look into the file where its type is another one of the same kind. */
const usualTypes: Readonly<Record<Recording['kind'], string>> = { video: 'video/mp4', audio: 'audio/mpeg' };

const isOf = ({ kind }: Recording, contentType: string | undefined): contentType is string =>
  contentType !== undefined && new RegExp(`^${kind}/[\\w.+-]+$`).test(contentType);
