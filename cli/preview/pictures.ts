import { readFileSync, statSync } from 'node:fs';
import { unitPath } from '../../lib/formats/unit-path.ts';
import type { Unit } from '../../lib/label/label.ts';
import { type PictureReader, PictureUnavailable } from '../pull/read-picture.ts';
import { unitFilesIn } from '../unit-files.ts';
import { mostBytes, type Picture, PictureNotShown, pictureOf } from './picture.ts';

/** The pictures of units, by their names; those of files have no ending. */
export type Pictures = {
  of(unit: { readonly name: string }): Picture | undefined;
  /** Why one that was looked for is not shown. */
  reasonOf?(unit: { readonly name: string }): string | undefined;
  /** Fetches those of a label, after which `of` has them; absent where nothing is fetched. */
  load?(units: readonly Unit[]): Promise<void>;
};

export const noPictures: Pictures = { of: () => undefined };

/** Of other units no picture is drawn. */
export const hasPicture = ({ media }: Unit): boolean => ['image', 'geospatial', 'document'].includes(media);

/** One file for every unit, or those of a folder under the names of their units. Throws PictureNotShown for the one file. */
export function picturesIn(path: string, most = mostTogether): Pictures {
  if (!statSync(path).isDirectory()) {
    const picture = pictureAt(path);
    return { of: () => picture };
  }
  const files = unitFilesIn(path);
  const kept = new KeptPictures(most);
  return {
    of({ name }) {
      const file = files.of({ name });
      return file === undefined ? undefined : kept.add(name, () => pictureAt(file));
    },
    reasonOf: ({ name }) => kept.reasonOf(name),
  };
}

const pictureAt = (file: string): KnownPicture => pictureOf(readFileSync(file), file);

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

type KnownPicture = ReturnType<typeof pictureOf>;

/** Characters of all pictures of a page: with some hundred millions of them, browsers show it no more. */
const mostTogether = 100_000_000;

/** Looks for each picture once. Of those that no longer fit into a page, the size alone is known. */
class KeptPictures {
  readonly #pictures = new Map<string, Picture | undefined>();
  readonly #reasons = new Map<string, string>();
  readonly #most: number;
  #length = 0;

  constructor(most: number) {
    this.#most = most;
  }

  has = (name: string): boolean => this.#pictures.has(name);
  get = (name: string): Picture | undefined => this.#pictures.get(name);
  reasonOf = (name: string): string | undefined => this.#reasons.get(name);

  /** What was found goes on counting: it is in the page. */
  forget(): void {
    this.#pictures.clear();
    this.#reasons.clear();
  }

  add(name: string, find: () => KnownPicture): Picture | undefined {
    if (this.has(name)) return this.get(name);
    try {
      this.#pictures.set(name, this.#fitting(name, find()));
    } catch (error) {
      if (!(error instanceof PictureNotShown)) throw error;
      this.#pictures.set(name, undefined);
      this.#reasons.set(name, error.message);
    }
    return this.get(name);
  }

  #fitting(name: string, picture: KnownPicture): Picture {
    const { address, ...size } = picture;
    if (this.#length + address.length <= this.#most) {
      this.#length += address.length;
      return picture;
    }
    this.#reasons.set(name, 'the pictures before it fill the page');
    return size;
  }
}
