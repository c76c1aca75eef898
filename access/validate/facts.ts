import type { CORSRule } from '@aws-sdk/client-s3';
import type { Finding } from '../../lib/platforms/access.ts';
import type { Preflight } from '../browser-requests.ts';
import type { AccessClients } from '../clients.ts';
import type { PolicyDocument } from '../iam/document.ts';
import type { AccessRequest } from '../request.ts';
import type { Role } from '../role.ts';
import type { Seen } from '../seen.ts';

/** What a bucket is looked at with. */
export type BucketGathering = {
  readonly request: AccessRequest;
  readonly clients: AccessClients;
  /** How many objects of each bucket are read. */
  readonly sample: number;
  readonly fetch: typeof fetch;
};

/** What everything is looked at with. */
export type Gathering = BucketGathering & {
  /** Addresses as data rows contain them. */
  readonly urls: readonly string[];
  /** Whether to try sts:AssumeRole with the person's own credentials. */
  readonly tryAssume: boolean;
  readonly now: Date;
  /** Asks the platform; throws why it cannot be asked. */
  readonly platform: () => Promise<PlatformFacts>;
  /** Is called with what is looked at next. */
  readonly onProgress: (subject: string) => void;
};

/** Everything that the judgement rests on, looked at once. */
export type AccessFacts = {
  readonly request: AccessRequest;
  /** The account of the person who looks, and so of the role. */
  readonly account: Seen<string>;
  /** Whether STS answers in the region from which the platform assumes the role. */
  readonly sts: Seen<boolean>;
  readonly role: Seen<Role | undefined>;
  /** sts:AssumeRole tried with the person's own credentials. */
  readonly attempts: readonly Attempt[];
  readonly buckets: readonly BucketFacts[];
  readonly keys: readonly Seen<KeyFacts>[];
  /** Addresses as data rows contain them. */
  readonly urls: readonly string[];
  /** What the platform reports about its integration. */
  readonly platform: Seen<PlatformFacts>;
  readonly now: Date;
};

export type Attempt = { readonly externalId: 'none' | 'a wrong one'; readonly wasAssumed: Seen<boolean> };

export type BucketFacts = {
  readonly bucket: string;
  /** Why the bucket cannot be used at all; nothing else about it was looked at then. */
  readonly unusable?: string;
  readonly region: Seen<string>;
  readonly policy: Seen<PolicyDocument | undefined>;
  readonly publicAccess: Seen<PublicAccess>;
  readonly ownership: Seen<string | undefined>;
  readonly requesterPays: Seen<boolean>;
  /** The key of the bucket's default encryption, by ARN, id or alias; undefined where it is not a key of the customer's own. */
  readonly key: Seen<string | undefined>;
  readonly cors: Seen<readonly CORSRule[]>;
  readonly preflights: readonly { readonly origin: string; readonly answer: Seen<Preflight> }[];
  readonly objects: Seen<readonly SampledObject[]>;
};

export type PublicAccess = {
  /** All four switches of the bucket's public access block are on. */
  readonly isBlocked: boolean;
  readonly restrictsPolicy: boolean;
  readonly ignoresAcls: boolean;
  /** An ACL grants something to anyone. */
  readonly isGrantedByAcl: boolean;
};

export type SampledObject = {
  readonly key: string;
  readonly bytes: number;
  readonly storageClass: string;
  /** By the object's contents, not by its name; undefined where it is not known. */
  readonly mediaType: Seen<string | undefined>;
  /** The status of a signed GET of the first byte: 206 when the range was respected. */
  readonly signedGet: Seen<number>;
};

export type KeyFacts = {
  readonly arn: string;
  readonly isEnabled: boolean;
  readonly policy: PolicyDocument;
};

/** undefined: the platform does not have the integration. */
export type PlatformFacts =
  | { readonly name: string; readonly roleArn: string; readonly findings: readonly Finding[] }
  | undefined;
