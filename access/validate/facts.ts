import type { CORSRule } from '@aws-sdk/client-s3';
import type { PolicyDocument } from '../iam/document.ts';
import type { Validation } from '../labelbox-integrations.ts';
import type { AccessRequest } from '../request.ts';
import type { Role } from '../role.ts';
import type { Seen } from '../seen.ts';

/** All that the judgement rests on, as it was found; nothing of it is asked for twice. */
export type AccessFacts = {
  readonly request: AccessRequest;
  /** Of the person who looks, and so of the role. */
  readonly account: Seen<string>;
  /** Whether STS answers in the region from which the platform assumes the role. */
  readonly sts: Seen<boolean>;
  readonly role: Seen<Role | undefined>;
  /** sts:AssumeRole tried with the person's own credentials. */
  readonly attempts: readonly Attempt[];
  readonly buckets: readonly BucketFacts[];
  readonly keys: readonly Seen<KeyFacts>[];
  /** Addresses as they stand in data rows. */
  readonly urls: readonly string[];
  /** What the platform says of its integration; undefined: it could not be asked. */
  readonly platform: Seen<PlatformFacts>;
  readonly now: Date;
};

export type Attempt = { readonly externalId: 'none' | 'a wrong one'; readonly wasAssumed: Seen<boolean> };

export type BucketFacts = {
  readonly bucket: string;
  /** Why it cannot be used at all; then nothing else of it was looked at. */
  readonly unusable?: string;
  readonly region: Seen<string>;
  readonly policy: Seen<PolicyDocument | undefined>;
  readonly publicAccess: Seen<PublicAccess>;
  readonly ownership: Seen<string | undefined>;
  readonly requesterPays: Seen<boolean>;
  /** The key of its default encryption, by ARN, id or alias; undefined: none of the customer's own. */
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
  /** An ACL grants something to everybody. */
  readonly isGrantedByAcl: boolean;
};

export type Preflight = { readonly status: number; readonly allowedOrigin?: string };

export type SampledObject = {
  readonly key: string;
  readonly bytes: number;
  readonly storageClass: string;
  /** Of its contents, not of its name; undefined: not known. */
  readonly mediaType: Seen<string | undefined>;
  /** A signed GET of its first byte: 206 when the range was heeded. */
  readonly signedGet: Seen<number>;
};

export type KeyFacts = {
  readonly arn: string;
  readonly isEnabled: boolean;
  readonly policy: PolicyDocument;
};

export type PlatformFacts =
  | { readonly name: string; readonly roleArn: string; readonly validation: Validation }
  | undefined;
