import { createHash } from 'node:crypto';

/**
 * Which paths several units of a release have, ignoring case: one file would replace another on many disks. ALL of them get an
 * id into their path, so that a label that comes later never changes who has the plain name.
 */
export class UnitNames {
  readonly #seen = new Set<string>();
  readonly #shared = new Set<string>();

  add(path: string): void {
    const folded = foldedCase(path);
    if (this.#seen.has(folded)) this.#shared.add(folded);
    else this.#seen.add(folded);
  }

  isShared(path: string): boolean {
    return this.#shared.has(foldedCase(path));
  }
}

/** `street/1` → `street/1--` and 16 characters that are made of the unit's project, label and id alone. */
export const pathWithId = (path: string, owner: readonly string[]): string =>
  `${path}--${createHash('sha256').update(JSON.stringify(owner)).digest('hex').slice(0, 16)}`;

const foldedCase = (path: string): string => path.normalize('NFC').toLowerCase();
