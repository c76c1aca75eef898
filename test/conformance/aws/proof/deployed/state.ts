import type { ServedLabel } from '../../../../../lib/platforms/testing.ts';

/** What the deployed platforms serve, as an object in their bucket: each request reads it, so a change counts at once. */
export type PlatformsState = {
  /** By which the service reaches them; what they answer leads back there. */
  readonly url: string;
  /** By platform. */
  readonly platforms: Readonly<Record<string, ServedState>>;
};

type ServedState = {
  readonly credential: string;
  readonly labels: readonly ServedLabel[];
  /** It answers 503. */
  readonly isDown: boolean;
};

export const stateKey = 'platforms.json';

/** An object that is there as soon as a platform refused a request because it is down. */
export const refusedKey = (platform: string): string => `refused/${platform}`;
