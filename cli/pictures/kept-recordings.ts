import type { Unit } from '../../lib/label/label.ts';
import type { Recording } from '../../lib/preview/drawing.ts';
import type { PageRoom } from './kept-pictures.ts';
import { mostBytes, PictureNotShown } from './picture.ts';

/** Looks for each video and audio once. Its address is the recording itself, as that of a picture is. */
export class KeptRecordings {
  readonly #recordings = new Map<string, Recording>();
  readonly #reasons = new Map<string, string>();
  readonly #room: PageRoom;

  constructor(room: PageRoom) {
    this.#room = room;
  }

  get = (name: string): Recording | undefined => this.#recordings.get(name);
  reasonOf = (name: string): string | undefined => this.#reasons.get(name);

  forget(): void {
    this.#recordings.clear();
    this.#reasons.clear();
  }

  /** `find` throws PictureNotShown where there is none. */
  async add(name: string, unit: Unit, find: () => Promise<Uint8Array> | Uint8Array): Promise<void> {
    if (this.#recordings.has(name) || this.#reasons.has(name)) return;
    try {
      const recording = await recordingOf(await find(), unit);
      if (!this.#room.take(recording.address.length))
        throw new PictureNotShown('the pictures and recordings before it fill the page');
      this.#recordings.set(name, recording);
    } catch (error) {
      if (!(error instanceof PictureNotShown)) throw error;
      this.#reasons.set(name, error.message);
    }
  }
}

async function recordingOf(bytes: Uint8Array, { name, media }: Unit): Promise<Recording> {
  if (bytes.length > mostBytes)
    throw new PictureNotShown(
      `${name} must be at most ${mostBytes} bytes long to be put into a page, but is ${bytes.length}.`,
    );
  const { fileTypeFromBuffer } = await import('file-type');
  const mime = (await fileTypeFromBuffer(bytes))?.mime ?? 'a file of an unknown kind';
  const kind = media === 'video' ? 'video' : 'audio';
  // A sound alone may lie in a file of a video, and a browser plays both alike.
  if (!/^(video|audio)\/[\w.+-]+$/.test(mime)) throw new PictureNotShown(`${name} must be a ${kind}, but is ${mime}.`);
  return { kind, address: `data:${mime};base64,${Buffer.from(bytes).toString('base64')}` };
}
