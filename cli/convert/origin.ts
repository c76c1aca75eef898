import type { FetchedDocument, NoLabel, Reader } from '../../lib/platforms/platform.ts';

/**
 * A label to convert, or why there is none. `place`: where it is, for a person: `export.json document 4`, `label 17`.
 * `document`: what was refused, for a report.
 */
export type FoundLabel = { readonly place: string } & (
  | { readonly fetched: FetchedDocument; readonly project: string }
  | (NoLabel & { readonly document?: unknown })
);

/** Where labels come from: saved documents, or the API of a platform. */
export type Origin = {
  readonly reader: Pick<Reader, 'normalise' | 'clean' | 'knownKeys'>;
  /** One after the other: no more than a page of them is held. */
  labels(): AsyncIterable<FoundLabel>;
  /** How much has been read, in bytes or in labels; `total` is 0 where nobody knows. */
  progress(): { readonly done: number; readonly total: number };
};
