import * as z from 'zod/mini';

/**
 * What is sent to EventBridge about one label: the `detail` of an event whose `source` is labelwire and whose `detail-type` is
 * the name below. Ids, keys, names and counts; never an address, a secret, or what somebody wrote in a label.
 * docs/guide/tell-my-training-job.md has each field, compared with these by test.
 */
const place = {
  /** `labelwire-<stage>` */
  stack: z.string(),
  bucket: z.string(),
  connection: z.string(),
  project: z.string(),
};

/** Both are made of the record, so one schema describes them; a deleted label has no keys. */
const ChangedLabel = z.strictObject({
  ...place,
  label: z.string(),
  /** Why it has no files: `deleted` on the platform, or `not-taken` by its route. */
  status: z.enum(['exported', 'deleted', 'not-taken']),
  /** The platform's own word for the label's state, such as APPROVED. */
  state: z.optional(z.string()),
  /** Microseconds since 1970. */
  revision: z.int(),
  /** Key of the record, which says what is true now. */
  record: z.string(),
  /** The first folders of all its keys, such as `exports/coco`: what a rule filters by. */
  trees: z.array(z.string()),
  /** Where the label's files are; the first ones, where they are too many for one event. */
  keys: z.array(z.string()),
  keyCount: z.int(),
  /** Keys that held a file of the label before this change, and do not any more; shortened likewise. */
  removedKeys: z.array(z.string()),
  removedKeyCount: z.int(),
  /** What a format could not hold. */
  omitted: z.array(z.strictObject({ format: z.string(), code: z.string(), count: z.int() })),
  /** What the label was made without, whatever the format. */
  leftOut: z.array(z.strictObject({ code: z.string(), count: z.int() })),
  /** When the record was written. Of two events of a label the later one is newer, in whatever order they come. */
  writtenAt: z.string(),
});
export type ChangedLabel = z.infer<typeof ChangedLabel>;

const FailedLabel = z.strictObject({
  ...place,
  /** Not there where the event named a data unit alone. */
  label: z.optional(z.string()),
  dataUnit: z.optional(z.string()),
  /** Of the label that failed, where it was fetched: microseconds since 1970. What is exported may be an older one. */
  revision: z.optional(z.int()),
  /** Name of the error; its message stays in the dead letter. */
  error: z.string(),
  step: z.optional(z.string()),
  /** The id of the event in the dead letter: `labelwire dlq show <event>`. */
  event: z.string(),
  failedAt: z.string(),
});
export type FailedLabel = z.infer<typeof FailedLabel>;

export const notificationDetails = {
  'label.exported': ChangedLabel,
  'label.deleted': ChangedLabel,
  'label.failed': FailedLabel,
} as const;

export type LabelNotification =
  | { readonly type: 'label.exported' | 'label.deleted'; readonly detail: Omit<ChangedLabel, 'stack' | 'bucket'> }
  | { readonly type: 'label.failed'; readonly detail: Omit<FailedLabel, 'stack' | 'bucket'> };

/** Where notifications go. */
export type EventBus = {
  /** What stands before every key of the deployment. */
  readonly keyPrefix: string;
  /** Adds the place that it comes from. Throws where EventBridge does not take it. */
  send(notification: LabelNotification): Promise<void>;
};
