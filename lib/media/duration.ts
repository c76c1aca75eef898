import { parseFromTokenizer } from 'music-metadata';
import { AbstractTokenizer, EndOfStreamError, type IReadChunkOptions } from 'strtok3';
import { MediaProblem, type MediaSource } from './media-source.ts';
import { type MediaWindow, mediaWindow } from './media-window.ts';

const bytesAtOnce = 64 * 1024;

/**
 * Of a WAV, FLAC, MP3, OGG, M4A file and so on; of an MP3 whose header does not say it, all frames are counted.
 * `MediaProblem` where it is none of them.
 */
export async function durationFacts(source: MediaSource): Promise<{ readonly durationMs: number }> {
  const { duration } = await readFormat(source);
  if (duration !== undefined && Number.isFinite(duration) && duration >= 0) return { durationMs: duration * 1000 };
  throw new MediaProblem('media-unreadable', `${source.name} must say how long it is, but does not.`);
}

async function readFormat(source: MediaSource) {
  const tokenizer = new MediaTokenizer(source, mediaWindow(source, bytesAtOnce));
  try {
    const { format } = await parseFromTokenizer(tokenizer, { duration: true, skipCovers: true, skipPostHeaders: true });
    return format;
  } catch (cause) {
    if (cause instanceof MediaProblem) throw cause;
    throw new MediaProblem('media-unreadable', `${source.name} must be an audio file, but cannot be read as one.`, {
      cause,
    });
  }
}

/** A medium as `music-metadata` reads files. */
class MediaTokenizer extends AbstractTokenizer {
  readonly fileInfo: { readonly size?: number; readonly path: string };
  readonly #window: MediaWindow;

  constructor({ name, bytes }: MediaSource, window: MediaWindow) {
    super();
    this.#window = window;
    this.fileInfo = bytes === undefined ? { path: name } : { path: name, size: bytes };
  }

  override supportsRandomAccess(): boolean {
    return this.fileInfo.size !== undefined;
  }

  override async readBuffer(target: Uint8Array, options?: IReadChunkOptions): Promise<number> {
    const read = await this.peekBuffer(target, options);
    this.position = (options?.position ?? this.position) + read;
    return read;
  }

  override async peekBuffer(target: Uint8Array, options?: IReadChunkOptions): Promise<number> {
    const { position, length, mayBeLess } = this.normalizeOptions(target, options);
    const bytes = await this.#window.upTo(position, length);
    if (bytes.length < length && !mayBeLess) throw new EndOfStreamError();
    target.set(bytes);
    return bytes.length;
  }

  setPosition(position: number): void {
    this.position = position;
  }
}
