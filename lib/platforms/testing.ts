import type { FetchedDocument } from './documents.ts';

/** One label that a simulated platform serves: the document just as the platform's own export gives it. */
export type ServedLabel = {
  readonly project: string;
  readonly label: string;
  readonly dataUnit?: string;
  /** What a person calls it: the document's file name. */
  readonly name: string;
  document: unknown;
  readonly ontology?: unknown;
  /** Files that the document points to, by the address in the document. */
  readonly attachments?: ReadonlyMap<string, Uint8Array>;
};

export type Credential = {
  /** As it is in Secrets Manager: an API key, a private key. */
  readonly secret: string;
};

export type SimulatedEvent = { readonly id: string; readonly kind: 'upserted' | 'deleted' };

/** A labeling platform's real protocol over a few documents: what its server does, as far as its documentation says. */
export type SimulatedPlatform = {
  /** A credential of a new user; the server made with it accepts no other. */
  newCredential(): Credential;
  /** The platform's API. `labels()` is asked at each request, so that a document repaired in between is served repaired. */
  server(credential: Credential, labels: () => readonly ServedLabel[]): (request: Request) => Promise<Response>;
  /** The paths of its API, where several platforms share one host. */
  readonly paths: RegExp;
  /** The body of the webhook that announces a label. */
  delivery(label: ServedLabel, event: SimulatedEvent & { readonly occurredAt: Date }): string;
  /** The headers that the platform sends with that body. */
  sign(
    body: string | Uint8Array,
    secret: string,
    event: SimulatedEvent & { readonly now: Date },
  ): Record<string, string>;
};

/** What a test wants of a label; the rest is up to the platform. */
export type LabelParts = {
  readonly project: string;
  readonly label?: string;
  readonly dataUnit?: string;
  /** The image's name. */
  readonly title?: string;
  /** Class names, a box each. */
  readonly classes?: readonly string[];
  /** ISO 8601. */
  readonly editedAt?: string;
};

export type Json = Readonly<Record<string, unknown>>;

/**
 * What a platform brings for tests, fuzzing and benchmarks, so that the suites find it by its registry line alone. Loaded
 * on demand; no function loads it.
 */
export type PlatformTesting = {
  readonly simulated: SimulatedPlatform;
  /** An id of a project as the platform writes such ids; the same one for the same name. */
  projectId(name: string): string;
  /** A label of one image of 640 × 480 pixels, a box for each class, as the platform's export gives it. */
  aLabel(parts: LabelParts): ServedLabel & { document: Record<string, unknown> };
  /** The ids of every object and classification that a document holds, found without knowing how they are read. */
  idsIn(document: Json): readonly string[];
  readonly webhook: {
    /** Names in lower case. */
    readonly headers: readonly string[];
    /** Headers of which each alone proves where a delivery comes from; empty where all of them are needed. */
    readonly alternatives: readonly string[];
    /** A delivery that announces a label of project `project-1` or its like, right in every field. */
    readonly delivery: Json;
    /** More of them, of other kinds and forms: about no label, about several. */
    readonly otherDeliveries: readonly Json[];
  };
  /** Made, not recorded; the same in every run. */
  readonly benchmark: {
    readonly project: string;
    /** A label of one video of so many frames. */
    video(frames: number): readonly FetchedDocument[];
    /** So many labels of one image each. */
    images(count: number): readonly FetchedDocument[];
  };
};

export const definePlatformTesting = (testing: PlatformTesting): PlatformTesting => testing;
