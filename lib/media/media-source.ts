/** The bytes of one file of a unit, wherever it is: an address of the platform, an object of S3, a file of this machine. */
export type MediaSource = {
  /** For messages: a path, or an address without its query, which may hold a signature. */
  readonly name: string;
  /** How many bytes the file has, where it is known. A server may lie. */
  readonly bytes?: number | undefined;
  /**
   * The bytes from `start` up to and without `end`; fewer only where the file ends. Throws `MediaProblem` where they cannot be
   * had, and a retryable error where they may be had later.
   */
  read(start: number, end: number): Promise<Uint8Array>;
};

/** The files of one unit: several of a series of slices, else one. */
export type MediaSources = readonly [MediaSource, ...MediaSource[]];

/**
 * `media-unreachable`: where it is is not known, or not allowed. `media-refused`: whoever has it does not give it.
 * `media-unreadable`: it is not what the unit is, or is damaged. `media-too-large`: what is wanted of it is beyond a bound.
 */
export type MediaReason = 'media-unreachable' | 'media-refused' | 'media-unreadable' | 'media-too-large';

/** Why a fact of a unit is not to be had from its media, however often it is asked for. */
export class MediaProblem extends Error {
  override readonly name = 'MediaProblem';
  readonly reason: MediaReason;

  constructor(reason: MediaReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}
