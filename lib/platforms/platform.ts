import type { Label, LabelStage, Unit } from '../label/label.ts';
import type { PlatformAccess } from './access.ts';
import type {
  Announcement,
  Delivery,
  FailedDocument,
  FetchedDocument,
  LabelListing,
  LabelPage,
  LabelRef,
  ListedPage,
  ListedProject,
  Listing,
  MediaAddress,
  WantedParts,
} from './documents.ts';
import type { KnownKeys } from './kit/known-keys.ts';
import type { ReadingSettings } from './kit/reading.ts';
import type { PlatformApi } from './platform-api.ts';
import type { PlatformTesting } from './testing.ts';

export type * from './documents.ts';
export type { ReadingSettings } from './kit/reading.ts';
export type * from './platform-api.ts';

/** The half of a platform that reads labels. Loaded on demand, so that the webhook receiver stays small. */
export type Reader = {
  /** How many labels one `fetch` takes at most, with the reason for the bound beside it. */
  readonly batch: number;
  /** Asks for a group of labels of ONE project at once. Order of the answers carries no meaning. */
  fetch(
    project: string,
    refs: readonly LabelRef[],
    api: PlatformApi,
    wanted?: WantedParts,
  ): AsyncIterable<FetchedDocument | FailedDocument>;
  /**
   * The labels that an announcement's `listing` means, page after page; only where `events` makes such. What changes while
   * the listing runs must not move a label from a page to come into one that was read.
   */
  list?(project: string, listing: Listing, api: PlatformApi): AsyncIterable<ListedPage>;
  /** The projects that the credential shows, for a sync of a whole connection. */
  projects?(api: PlatformApi): AsyncIterable<ListedProject>;
  /**
   * Which labels a project has, or which have changed, page after page, without their content. Never by page number over a
   * moving order: what changes while the listing runs must not hide a label. Labels that nobody has labelled (yet) may be
   * left out. Throws what `fetch` throws.
   */
  labels?(project: string, listing: LabelListing, api: PlatformApi): AsyncIterable<LabelPage>;
  /**
   * Asks for something cheap about the project, which no label can make fail: whether the platform is down, or fails for
   * the labels of one group. Throws PlatformRefused, … unless the credential shows the project. Changes nothing.
   */
  checkProject?(project: string, api: PlatformApi): Promise<void>;
  /**
   * Platform document → canonical label. Pure, deterministic, leaves its input alone. What cannot change the meaning and is
   * not read is in `unread` of the label, a region that marks nothing in `leftOut`. Throws InvalidLabel that names whatever
   * could change the meaning and is not understood; NotLabelled for a document that nobody has labelled (yet): it was
   * skipped, or is in progress.
   */
  normalise(fetched: FetchedDocument, project: string, settings?: ReadingSettings): Label;
  /**
   * Where the files of a unit are as the platform itself gives them: several of a series, else one. Only where that is not the
   * address in the document whose part without a query is `unit.sourceUri`. Undefined: the platform gives none. Throws what `fetch`
   * throws.
   */
  mediaOf?(
    fetched: FetchedDocument,
    unit: Unit,
    project: string,
    api: PlatformApi,
  ): Promise<readonly MediaAddress[] | undefined>;
  /** Where the text layer of a unit of media `document` is, by the platform's document. Undefined: it names none. Pure. */
  textLayerOf?(fetched: FetchedDocument): MediaAddress | undefined;
  /** What is known of the keys in its documents: the table in the platform's README is made from it. */
  readonly knownKeys?: readonly KnownKeys[];
  /** The document without signed URLs and e-mail addresses, fit to be kept. Pure, leaves its input alone. */
  clean(document: unknown): unknown;
};

/** A project's webhook as it shall be on the platform. */
export type Webhook = {
  readonly project: string;
  /** With the project in its query, so that it tells the webhooks of two projects apart. */
  readonly url: string;
  readonly secret: string;
  /** The platform cannot know this secret yet. */
  readonly isNewSecret: boolean;
};

export type ProbedLabel = { readonly project: string } & Pick<LabelRef, 'label' | 'dataUnit'>;

/** The half of a platform that connects it to this deployment: for a person's command line, never for a function. */
export type Setup = {
  /** What the API's secret holds and where on the platform it is made, for a person who is asked for it. */
  readonly credential: { readonly title: string; readonly where: string; readonly isFile: boolean };
  /** Who makes up the webhook's secret. */
  readonly secretFrom: 'platform' | 'us';
  /** Throws PlatformRefused, InvalidConfiguration, … unless the platform takes the credential. Changes nothing. */
  checkCredential(api: PlatformApi): Promise<void>;
  /** Throws PlatformRefused, … unless the credential shows the project. Changes nothing. */
  checkProject(project: string, api: PlatformApi): Promise<void>;
  /** Makes the webhook, or brings the one with this URL up to date; undefined where the platform has no API for it. */
  readonly register?: (webhook: Webhook, api: PlatformApi) => Promise<'created' | 'updated' | 'replaced'>;
  /** What a person does on the platform instead, a line a step; empty where `register` does it. */
  steps(webhook: Pick<Webhook, 'project' | 'url'>): readonly string[];
  /**
   * A delivery as the platform sends it, proven by this secret. Without a label it is of a kind that announces nothing:
   * the receiver checks it whole and takes up no work. Throws InvalidRequest where more must be known of the label.
   */
  delivery(about: ProbedLabel, secret: string, now: Date): Delivery;
};

/** Why a document holds no label. `isNotLabelled`: it is what it should be, and nobody has labelled it (yet). */
export type NoLabel = { readonly reason: string; readonly isNotLabelled?: boolean };

/** One label of a document, or why it holds none. */
export type LabelInDocument =
  | { readonly project: string; readonly ref: Pick<LabelRef, 'label' | 'dataUnit'>; readonly document: unknown }
  | NoLabel;

/** Reads documents that were saved to a file: as the platform's API or its export gives them. */
export type SavedDocuments = {
  /** The labels of one document, each narrowed as `Reader.fetch` gives it. `project`: of documents that do not name theirs. Pure. */
  labelsIn(document: unknown, project: string | undefined): Iterable<LabelInDocument>;
  /** Whether a file of this name holds documents, where the platform writes some without `.json`, `.ndjson` or `.jsonl`. */
  readonly isDocument?: (fileName: string) => boolean;
  /** Where the platform keeps the ontology apart from the label. */
  readonly ontology?: {
    /** Whether a file of this name holds an ontology and no labels. */
    isIn(fileName: string): boolean;
    /** The ontology in a file's text, as `FetchedDocument.ontology` has it. Throws InvalidRequest. */
    read(text: string): unknown;
    /** How much of the document the ontology knows; 0: it belongs to another project. Of several the best one is taken. */
    fits(ontology: unknown, document: unknown): number;
    /** What labels lack that are read without it; ends a sentence. */
    readonly without: string;
  };
  /** Addresses of files without which the document cannot be read. */
  readonly attachments?: (document: unknown) => readonly string[];
};

export type TimePrecision = 'second' | 'millisecond' | 'microsecond';

export type Platform<Id extends string = string> = {
  /** Folder, registry key, URL segment, S3 segment and configuration key, all in one word. */
  readonly id: Id;
  readonly title: string;
  /** The platform's own documentation of what is used here. */
  readonly documentation: string;
  readonly api: {
    /** Where the platform answers unless the configuration says otherwise; undefined where everybody runs a server of their own. */
    readonly url: string | undefined;
    /** Hosts besides it that its answers may point to (downloads). */
    readonly hosts: readonly string[];
  };
  /** `signature`: over the body's bytes. `shared-secret`: the secret itself comes with the delivery, and proves nothing of its body. */
  readonly authentication: 'signature' | 'shared-secret';
  /**
   * How precise the times of change are that its events AND its documents carry, the coarser of the two; microseconds
   * where it is left out.
   */
  readonly timePrecision?: TimePrecision;
  /** The stages that its labels can have, so that a route may name them; none where it is left out. */
  readonly stages?: readonly LabelStage[];
  /** Some of its servers have no reviews: that a connection's labels can be `approved` is known only by its setting `reviews`. */
  readonly reviewsAreOptional?: true;
  /** It announces of a data unit that is deleted only which one it was, so which labels it had must be remembered. */
  readonly deletesUnits?: true;
  /** Throws SignatureMismatch unless one of `secrets` signed exactly these bytes, in constant time; says which part was wrong. */
  verify(delivery: Delivery, secrets: readonly string[], now: Date): void;
  /**
   * What a verified delivery announces; none for an event that is not about a label.
   * Throws MalformedDelivery that names the field. Unknown fields are ignored.
   */
  events(delivery: Delivery, now: Date): readonly Announcement[];
  reader(): Promise<{ readonly default: Reader }>;
  setup(): Promise<{ readonly default: Setup }>;
  savedDocuments(): Promise<{ readonly default: SavedDocuments }>;
  /** Loaded by tests, the demo and benchmarks; no function loads it. */
  testing(): Promise<{ readonly default: PlatformTesting }>;
  /** Only where the platform can read a bucket by a role of its owner's account. For a person's command line, never for a function. */
  access?(): Promise<{ readonly default: PlatformAccess }>;
};

export const definePlatform = <const Id extends string>(platform: Platform<Id>): Platform<Id> => platform;
export const defineReader = (reader: Reader): Reader => reader;
export const defineSetup = (setup: Setup): Setup => setup;
export const defineSavedDocuments = (documents: SavedDocuments): SavedDocuments => documents;
