import type { FetchedDocument } from '../../lib/platforms/platform.ts';

/** Made, not recorded; the same in every run. */
export type PlatformDocuments = {
  readonly project: string;
  /** A label of one video of so many frames. */
  video(frames: number): readonly FetchedDocument[];
  /** As many labels of one image each. */
  images(count: number): readonly FetchedDocument[];
};
