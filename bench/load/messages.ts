import type { LoadPlatform, PlatformAccess } from './world.ts';

/** A record that is in the bucket, at this revision or a newer one. */
export type Write = {
  readonly platform: string;
  readonly project: string;
  readonly label: string;
  readonly revision: number;
  /** Milliseconds since 1970. */
  readonly at: number;
};

/** Megabytes, after a collection of garbage. */
export type Memory = { readonly rss: number; readonly heap: number; readonly buffers: number };

/** To the pipeline's process: `start` first. */
export type Order =
  | {
      readonly order: 'start';
      readonly platforms: Readonly<Record<LoadPlatform, PlatformAccess>>;
      /** As npm start keeps one; without it, everything ends with the process. */
      readonly dataDir?: string;
      readonly port?: number;
      readonly webhookPort?: number;
      readonly visibilityTimeoutSeconds?: number;
      readonly maxReceiveCount?: number;
      /** Functions that run at a time. */
      readonly lambdaConcurrency?: number;
      /** How many times faster the waits of AWS pass. */
      readonly retrySpeed?: number;
    }
  | { readonly order: 'memory' }
  | { readonly order: 'idle' }
  | { readonly order: 'stop' };

/** From it. */
export type Report =
  | {
      readonly report: 'ready';
      readonly webhooks: Readonly<Record<LoadPlatform, string>>;
      readonly environment: Readonly<Record<string, string>>;
    }
  | ({ readonly report: 'memory' } & Memory)
  | { readonly report: 'idle' }
  | { readonly report: 'written'; readonly writes: readonly Write[] }
  | { readonly report: 'problem'; readonly message: string };
