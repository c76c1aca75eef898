import { type KnownPicture, type Picture, PictureNotShown } from './picture.ts';

/** Characters of all pictures of a page: with some hundred millions of them, browsers show it no more. */
const mostTogether = 100_000_000;

/** What a page has left for pictures and recordings. */
export class PageRoom {
  #left: number;

  constructor(left = mostTogether) {
    this.#left = left;
  }

  /** Whether so many characters still fit, which then are taken. */
  take(characters: number): boolean {
    if (characters > this.#left) return false;
    this.#left -= characters;
    return true;
  }
}

/** Looks for each picture once. Of those that no longer fit into a page, the size alone is known. */
export class KeptPictures {
  readonly #pictures = new Map<string, Picture | undefined>();
  readonly #reasons = new Map<string, string>();
  readonly #room: PageRoom;

  constructor(room: PageRoom) {
    this.#room = room;
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
    if (this.#room.take(address.length)) return picture;
    this.#reasons.set(name, 'the pictures before it fill the page');
    return size;
  }
}
