import { unitPath } from '../../lib/formats/unit-path.ts';
import { KeptPictures, mostTogether } from './kept-pictures.ts';
import { mostBytes, PictureNotShown, pictureOf } from './picture.ts';
import type { Pictures } from './pictures.ts';
import { type PictureReader, PictureUnavailable } from './read-picture.ts';

/** Those that a label says the address of, from nowhere but the sources of the reader. */
export function fetchedPictures(read: PictureReader, most = mostTogether): Pictures {
  const kept = new KeptPictures(most);
  const nameIn = ({ name }: { readonly name: string }) => (kept.has(name) ? name : unitPath({ name }));
  return {
    of: (unit) => kept.get(nameIn(unit)),
    reasonOf: (unit) => kept.reasonOf(nameIn(unit)),
    async load(units) {
      kept.forget(); // another label may have units of the same names
      for (const unit of units) {
        if (unit.media !== 'image' || unit.sourceUri === undefined) continue;
        const fetched = await bytesAt(unit.sourceUri, read);
        kept.add(unitPath(unit), () => {
          if (fetched instanceof PictureUnavailable) throw new PictureNotShown(fetched.message);
          return pictureOf(fetched, unit.name);
        });
      }
    },
  };
}

async function bytesAt(uri: string, read: PictureReader): Promise<Uint8Array | PictureUnavailable> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of await read(uri, new AbortController().signal)) {
      length += chunk.length;
      if (length > mostBytes) throw new PictureUnavailable(`it is longer than ${mostBytes} bytes`);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof PictureUnavailable) return error;
    throw error;
  }
  return Buffer.concat(chunks);
}
