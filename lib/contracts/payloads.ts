import * as z from 'zod/mini';
import { InvalidRequest } from './errors.ts';
import { explainIssues } from './explain-issues.ts';

/**
 * Every payload between two steps, in workflow order. Only references travel: a state's payload ends at 262,144 bytes
 * and passing that limit cannot be caught. Unknown keys are ignored, since emulators add some.
 */

const name = z.string().check(z.minLength(1));
const count = z.int().check(z.nonnegative());
const sha256 = z.string().check(z.regex(/^[0-9a-f]{64}$/));
const instant = z.iso.datetime();

/**
 * Version 0.1 knew one connection of each platform, under the platform's id, and called it `platform`. What it wrote is
 * still in queues, dead letters and records.
 */
export const namedByConnection = <Schema extends z.ZodMiniType>(schema: Schema) =>
  z.pipe(
    z.transform((value: unknown) => {
      if (typeof value !== 'object' || value === null || !('platform' in value) || 'connection' in value) return value;
      const { platform, ...rest } = value;
      return { ...rest, connection: platform };
    }),
    schema,
  );

/**
 * Written by receive-webhook, FetchLabels (a listing's labels; those it puts back), write-export ("look again") and replay;
 * the body of a message in label-events; read by start-export.
 */
export const LabelEvent = namedByConnection(
  z
    .object({
      schema: z.literal(1),
      id: name,
      /** The name of a connection of labelwire.config.ts. */
      connection: name,
      project: name,
      /** At least one of `label`, `dataUnit` and `listing` is there. */
      label: z.optional(name),
      dataUnit: z.optional(name),
      /** Labels that the platform is still to be asked for (`Reader.list`); each then gets an event of its own. */
      listing: z.optional(name),
      /** Only with `listing`: where the listing goes on, as the page before it ended (`ListedPage.next`). */
      after: z.optional(name),
      type: name,
      kind: z.enum(['upserted', 'deleted']),
      occurredAt: instant,
      /** The label's own time of change as the event has it: microseconds since 1970. Left out where the event carries none. */
      changedAt: z.optional(count),
      receivedAt: instant,
      /** When it was last replayed. */
      replayedAt: z.optional(instant),
      /** How often the pipeline took the event up, this time included. Part of the execution's name. */
      attempt: z.int().check(z.positive()),
      replays: count,
      /** How often FetchLabels put it back since it was announced or replayed: its label could not be had yet. */
      waits: z.optional(count),
      /** How often the label was looked at once more after it was exported: lagging replicas may have shown an older state. */
      looks: z.optional(count),
      /** How often another writer of the same label was faster. */
      losses: z.optional(count),
      /** It also announces other events about its label, which may be edits that left the time of change as it was. */
      joined: z.optional(z.literal(true)),
      /** When it first went to the dead letters. */
      firstFailedAt: z.optional(instant),
      /** When the state machine first put it back alone, since it was announced or replayed: AWS itself had no room for it. */
      returnedAt: z.optional(instant),
    })
    .check(
      z.refine(({ label, dataUnit, listing }) => (label ?? dataUnit ?? listing) !== undefined, {
        error: 'names no label, no data unit and no listing',
      }),
    ),
);
export type LabelEvent = z.infer<typeof LabelEvent>;

/** The `type` of the events that sync makes: they announce nothing that has just happened on the platform. */
export const syncEventType = 'sync';

/** How many events a group has at most. One that fails as a whole is split into groups of the next size, until the cause is alone. */
export const groupSizes = [200, 25, 1] as const;
export const maximumGroup = groupSizes[0];

/** The size of the groups that a group of so many events is split into. */
export const sizeBelow = (events: number): number => groupSizes.find((size) => size < events) ?? 1;

/**
 * Written by start-export; the input of an execution; read by FetchLabels. At most 200 events, fewer when they are
 * long: all of them travel in one payload, with what FetchLabels answers.
 */
export const LabelGroup = namedByConnection(
  z.object({
    connection: name,
    project: name,
    events: z.array(LabelEvent).check(z.minLength(1), z.maxLength(maximumGroup)),
    /** `sizeBelow` its length. The state machine cannot reckon it, and a path that leads nowhere ends it uncaught. Version 0.1 did not write it. */
    split: z.optional(z.int().check(z.positive())),
  }),
);
export type LabelGroup = z.infer<typeof LabelGroup>;

/** Bytes `start` (inclusive) to `end` (exclusive) of an object under staging/. */
export const StagedBytes = z.object({ key: name, start: count, end: count, sha256 });
export type StagedBytes = z.infer<typeof StagedBytes>;

/**
 * The ETag that the label's record had BEFORE the label was fetched, or `absent`: the commit requires it. Left out by
 * version 0.1, whose executions may still run while a new version is deployed.
 */
const RecordBefore = z.optional(name);

/**
 * The class map as one reading found it, staged once for a group: all files of a label take their numbers from the same
 * reading. `etag`: of the object in S3; none where there is no map.
 */
export const ClassNumbers = z.object({ etag: z.optional(name), classes: z.array(name) });
export type ClassNumbers = z.infer<typeof ClassNumbers>;

/** Written by FetchLabels; one item of the Map EachLabel; read by the Choice LabelIsThere, TransformLabel and WriteExport. */
export const FetchedLabel = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('fetched'),
    event: LabelEvent,
    label: name,
    revision: count,
    staged: StagedBytes,
    before: RecordBefore,
    /** The platform may have hidden another content of the same revision (`LabelRecord.unsettled`). */
    unsettled: z.optional(z.boolean()),
    /** The label is to be listed under its data unit (`Platform.deletesUnits`). */
    entersUnit: z.optional(z.boolean()),
    /** Claim check on ClassNumbers; version 0.1 had none. */
    classes: z.optional(StagedBytes),
  }),
  z.object({ status: z.literal('deleted'), event: LabelEvent, label: name, revision: count, before: RecordBefore }),
  z.object({
    status: z.literal('failed'),
    event: LabelEvent,
    error: name,
    message: z.string(),
    before: RecordBefore,
  }),
  /** Nothing comes of the event, but a change of the label that was committed before was not announced (`LabelRecord.unannounced`). */
  z.object({ status: z.literal('unannounced'), event: LabelEvent, label: name }),
]);
export type FetchedLabel = z.infer<typeof FetchedLabel>;

/**
 * The labels of one child of the Map ExportEachLabel. Starting a child costs as much as writing five objects, so that
 * many labels share one; all of them run side by side there, and an inline Map runs forty at most:
 * https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html
 */
export const labelsPerChild = 25;

/**
 * Written by FetchLabels; read by the Map ExportEachLabel, which starts a child for each batch. Labels that could not be had
 * yet are not among them: their events are back in label-events.
 */
export const FetchedLabels = z.object({
  batches: z.array(z.array(FetchedLabel).check(z.minLength(1), z.maxLength(labelsPerChild))),
  /** Labels that nobody has labelled (yet), for whoever watches the step: the state machine does not keep them. */
  notLabelled: z.optional(
    z.array(z.object({ label: z.optional(name), dataUnit: z.optional(name), reason: z.string() })),
  ),
});
export type FetchedLabels = z.infer<typeof FetchedLabels>;

/** Read by TransformLabel: the item of the Map EachLabel, which the Choice let through because it is `fetched`. */
export const LabelToTransform = FetchedLabel.def.options[0];
export type LabelToTransform = z.infer<typeof LabelToTransform>;

/** One file to write, with its bytes. */
export const ExportFile = z.object({
  key: name,
  /** Taken when another label owns `key`. */
  alternativeKey: name,
  contentType: name,
  sha256,
  base64: z.string(),
  /** A `dataset` file belongs to the project: its revision is the number of classes it was made from. */
  belongsTo: z.enum(['label', 'dataset']),
  revision: count,
  /** ETag of the class map that the numbers in the file are from; none for a file without class numbers. */
  classMap: z.optional(name),
});
export type ExportFile = z.infer<typeof ExportFile>;

/** What a format left out, counted: a label may hold thousands of annotations, so `annotations` names the first twenty. */
export const OmissionCount = z.object({
  format: name,
  code: name,
  detail: z.optional(z.string()),
  count,
  annotations: z.array(name),
});
export type OmissionCount = z.infer<typeof OmissionCount>;

/** Fields of the platform's document that were not read, by pattern. */
export const UnreadCount = z.object({ path: name, count });

/** What the label was exported without, counted: `annotations` names the first twenty. */
export const LeftOutCount = z.object({ code: name, path: name, count, annotations: z.array(name) });
export type LeftOutCount = z.infer<typeof LeftOutCount>;

/** What the record and the files' metadata say about a label, besides its revision. */
export const LabelFacts = z.object({
  /** sha256 of the canonical label: of one revision a platform may show two contents. */
  content: sha256,
  groundTruth: z.boolean(),
  /** False: the route does not take the label as it is, and there are no files. */
  isTaken: z.optional(z.boolean()),
  /** What an export that is not taken any more becomes; version 0.1 withdrew it. */
  onLeave: z.optional(z.enum(['keep', 'withdraw'])),
  /** The platform's own word for the label's state, such as APPROVED. */
  state: z.optional(name),
  /** What the state means (`Source.stage`), only where the route takes labels by it. */
  stage: z.optional(z.string()),
  dataUnit: z.optional(name),
  /** Of the formats and options that the files were made with; an earlier version did not say it. */
  formatsDigest: z.optional(z.string()),
});
export type LabelFacts = z.infer<typeof LabelFacts>;

/** All the files of one revision of one label. Version 0.1 left `facts` out. */
export const LabelExport = z.object({
  files: z.array(ExportFile),
  omitted: z.array(OmissionCount),
  unread: z.optional(z.array(UnreadCount)),
  leftOut: z.optional(z.array(LeftOutCount)),
  facts: z.optional(LabelFacts),
});
export type LabelExport = z.infer<typeof LabelExport>;

/** Written by TransformLabel; read by WriteExport: inline when small, else a claim check on an object under staging/. */
export const TransformedLabel = z.object({
  content: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('inline'), export: LabelExport }),
    z.object({ kind: z.literal('staged'), staged: StagedBytes }),
  ]),
});
export type TransformedLabel = z.infer<typeof TransformedLabel>;

/** Read by WriteExport: the item of the Map EachLabel, with what TransformLabel made of it; nothing for a deleted label. */
export const LabelToWrite = z.discriminatedUnion('status', [
  z.extend(FetchedLabel.def.options[0], { export: TransformedLabel }),
  FetchedLabel.def.options[1],
]);
export type LabelToWrite = z.infer<typeof LabelToWrite>;

/** Read by WriteExport, which the Choice LabelIsThere gives it to. */
export const UnannouncedLabel = FetchedLabel.def.options[3];
export type UnannouncedLabel = z.infer<typeof UnannouncedLabel>;

/**
 * Written by WriteExport; its `status` is what the Map EachLabel gets of a label, or `dead-lettered`. `noted`: the record says
 * why the label is given up; a dead letter follows.
 */
export const WrittenLabel = z.object({
  status: z.enum(['exported', 'not-taken', 'unchanged', 'lost', 'deleted', 'noted']),
});
export type WrittenLabel = z.infer<typeof WrittenLabel>;

/** Parses a payload; InvalidRequest says where it breaks its contract. */
export function parseContract<Schema extends z.ZodMiniType>(
  schema: Schema,
  payload: unknown,
  what: string,
): z.infer<Schema> {
  const parsed = schema.safeParse(payload);
  if (!parsed.success)
    throw new InvalidRequest(`${what} breaks its contract: ${explainIssues(parsed.error, payload)}.`);
  return parsed.data;
}
