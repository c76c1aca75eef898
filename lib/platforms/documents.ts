import type { PipelineError } from '../contracts/errors.ts';

/** A delivery as it came in: header names in lower case, the body's bytes untouched (signatures are over bytes). */
export type Delivery = {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
  /** What stood behind the `?` of the address, by name. */
  readonly query?: Readonly<Record<string, string | undefined>>;
};

/** What a delivery says about one label. A hint, never the label itself: the label is always fetched. */
export type Announcement = {
  /** The platform's id of this event or delivery. */
  readonly id: string;
  /** The platform's own name of the event, e.g. `LABEL_UPDATED`. */
  readonly type: string;
  readonly project: string;
  /** At least one of `label`, `dataUnit` and `listing` is there. */
  readonly label?: string | undefined;
  readonly dataUnit?: string | undefined;
  /** The platform does not say which labels: they are to be asked for by `Reader.list`, which understands this word. */
  readonly listing?: string | undefined;
  readonly kind: 'upserted' | 'deleted';
  /** The platform's own time of the event, ISO 8601 in UTC; the time of receipt where it sends none. */
  readonly occurredAt: string;
  /**
   * The label's own time of change, in microseconds since 1970, where the event carries it: what the platform shows of the
   * label is waited for until it is as new. Left out for a deletion.
   */
  readonly changedAt?: number | undefined;
};

/** Which label to fetch. `dataUnit` is the asset it belongs to, where the platform needs or sends it. */
export type LabelRef = Pick<Announcement, 'label' | 'dataUnit' | 'occurredAt'>;

/** What to list: an announcement's `listing`, from the beginning or from where an earlier page ended. */
export type Listing = {
  readonly listing: string;
  readonly occurredAt: string;
  /** `ListedPage.next` of the page before. */
  readonly after?: string | undefined;
};

/** `next`: what `after` must be for the page that follows; undefined on the last page. */
export type ListedPage = { readonly refs: readonly LabelRef[]; readonly next?: string | undefined };

export type ListedProject = { readonly id: string; readonly title: string };

/** What to list of a project: everything, or what has changed; from the beginning or from where an earlier page ended. */
export type LabelListing = {
  /** ISO 8601 in UTC, inclusive, by the platform's own clock. Left out: every label of the project. */
  readonly since?: string | undefined;
  /** `LabelPage.next` of the page before. */
  readonly after?: string | undefined;
};

/** A label that the platform has, without its content. At least one of `label` and `dataUnit` is there. */
export type ListedLabel = {
  /** Left out where the listing names only data units: any of their labels may be meant. */
  readonly label?: string | undefined;
  readonly dataUnit?: string | undefined;
  /** As in `Source.revision`, microseconds since 1970; left out where the listing does not have that very time. */
  readonly revision?: number | undefined;
  /** As in `Source.status`: the platform's own word; left out where the listing does not have it. */
  readonly state?: string | undefined;
};

export type LabelPage = {
  readonly labels: readonly ListedLabel[];
  /** Data units of which `labels` has every label: another label that is exported of them is not on the platform any more. */
  readonly units?: readonly string[] | undefined;
  /** What `after` must be for the page that follows; undefined on the last page. */
  readonly next?: string | undefined;
  /** The platform's own clock as it answered, ISO 8601 in UTC; left out where it does not say. */
  readonly at?: string | undefined;
};

/** What is wanted of each label, where it takes a request of its own. `stage`: what `Source.stage` is made from. */
export type WantedParts = { readonly stage?: boolean };

/** Where a file of a unit is, with what opens it: a signature in its query, or headers for the platform's own server. */
export type MediaAddress = { readonly url: string; readonly headers?: Readonly<Record<string, string>> | undefined };

/** What the platform gave for one of the labels asked for. A ref that gets no answer is not on the platform (yet). */
export type FetchedDocument = {
  readonly ref: LabelRef;
  readonly document: unknown;
  /** The project's ontology, where the platform keeps it apart from the label. */
  readonly ontology?: unknown;
  /** The kind of the stage of the workflow that the label is at, in the platform's own word, where the document lacks it. */
  readonly workflowStage?: string | undefined;
  /** Files that the document points to (masks, frames), downloaded with it, by the address in the document. */
  readonly attachments?: ReadonlyMap<string, Uint8Array>;
};

/** A retryable error puts this label alone back into the queue; what concerns the whole request is thrown. */
export type FailedDocument = { readonly ref: LabelRef; readonly error: PipelineError };
