/** One label that a simulated platform serves: the document just as the platform's own export gives it. */
export type ServedLabel = {
  readonly project: string;
  readonly label: string;
  readonly dataUnit?: string;
  /** What a person calls it: the document's file name. */
  readonly name: string;
  document: unknown;
  readonly ontology?: unknown;
};

export type Credential = {
  /** As it would stand in Secrets Manager: API key, private key. */
  readonly secret: string;
};

/** A labeling platform's real protocol over a few documents: what its server does, as far as its documentation tells. */
export type SimulatedPlatform = {
  readonly id: string;
  /** A credential of a new user; the server made with it accepts no other. */
  newCredential(): Credential;
  /** The labels of a folder of documents: `<folder>/<id>/…`. A file that holds none is told with the reason. */
  load(folder: string): Promise<{ labels: ServedLabel[]; refused: { file: string; reason: string }[] }>;
  /** The platform's API. `labels()` is asked at each request, so that a document mended in between is served mended. */
  server(credential: Credential, labels: () => readonly ServedLabel[]): (request: Request) => Promise<Response>;
  /** The body of the webhook that announces a label. */
  delivery(label: ServedLabel, event: { id: string; kind: 'upserted' | 'deleted'; occurredAt: Date }): string;
  /** The headers the platform sends with that body. */
  sign(
    body: string,
    secret: string,
    event: { id: string; kind: 'upserted' | 'deleted'; now: Date },
  ): Record<string, string>;
};
