import { unitPath } from '../../lib/formats/unit-path.ts';
import { KeptPictures, PageRoom } from './kept-pictures.ts';
import { KeptRecordings } from './kept-recordings.ts';
import { mostBytes, PictureNotShown, pictureOf } from './picture.ts';
import { isRecording, type Pictures } from './pictures.ts';
import { type PictureReader, PictureUnavailable } from './read-picture.ts';

type Fetching = {
  readonly room?: PageRoom;
  /** Whether videos and audios become part of the page, too. */
  readonly areRecordings?: boolean;
};

/** Those that a label says the address of, from nowhere but the sources of the reader. */
export function fetchedPictures(
  read: PictureReader,
  { room = new PageRoom(), areRecordings = true }: Fetching = {},
): Pictures {
  const kept = new KeptPictures(room);
  const recordings = new KeptRecordings(room);
  const nameIn = ({ name }: { readonly name: string }) => (kept.has(name) ? name : unitPath({ name }));
  return {
    of: (unit) => kept.get(nameIn(unit)),
    reasonOf: (unit) => kept.reasonOf(nameIn(unit)) ?? recordings.reasonOf(unitPath(unit)),
    recordingOf: (unit) => recordings.get(unitPath(unit)) ?? recordings.get(unit.name),
    async load(units) {
      kept.forget(); // another label may have units of the same names
      recordings.forget();
      for (const unit of units) {
        const { sourceUri } = unit;
        if (sourceUri === undefined) continue;
        if (areRecordings && isRecording(unit))
          await recordings.add(unitPath(unit), unit, () => bytesAt(sourceUri, read));
        if (unit.media !== 'image') continue;
        const fetched = await bytesAt(sourceUri, read).catch(problemOf);
        kept.add(unitPath(unit), () => {
          if (fetched instanceof PictureNotShown) throw fetched;
          return pictureOf(fetched, unit.name);
        });
      }
    },
  };
}

function problemOf(error: unknown): PictureNotShown {
  if (error instanceof PictureNotShown) return error;
  throw error;
}

async function bytesAt(uri: string, read: PictureReader): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of await read(uri, new AbortController().signal)) {
      length += chunk.length;
      if (length > mostBytes) throw new PictureUnavailable(`it is longer than ${mostBytes} bytes`);
      chunks.push(chunk);
    }
  } catch (error) {
    if (!(error instanceof PictureUnavailable)) throw error;
    throw new PictureNotShown(error.message, { cause: error });
  }
  return Buffer.concat(chunks);
}
