import type { AccessClients } from '../clients.ts';
import type { AccessRequest } from '../request.ts';
import type { PlatformFacts } from './facts.ts';

export type BucketGathering = {
  readonly request: AccessRequest;
  readonly clients: AccessClients;
  /** How many objects of each bucket are read. */
  readonly sample: number;
  readonly fetch: typeof fetch;
  readonly now: Date;
};

export type Gathering = BucketGathering & {
  /** Addresses as they stand in data rows. */
  readonly urls: readonly string[];
  /** Whether to try sts:AssumeRole with the person's own credentials. */
  readonly tryAssume: boolean;
  /** Asks the platform; throws why it cannot be asked. */
  readonly platform: () => Promise<PlatformFacts>;
  /** Tells at what it looks next. */
  readonly tell: (about: string) => void;
};
