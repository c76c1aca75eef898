import { randomBytes } from 'node:crypto';
import { apiOf } from '../../../cli/connect/api.ts';
import { platforms } from '../../../lib/platforms/platforms.ts';
import { eventually } from '../aws/waiting.ts';
import { type Annotation, Annotator } from './annotator.ts';
import { Bucket } from './bucket.ts';
import { freePort } from './free-port.ts';
import { Pipeline } from './pipeline.ts';
import type { LabelStudioServer } from './server.ts';

/** What a delivery waits for at most: one webhook, one execution, on a machine that has other things to do. */
const landingSeconds = 45;

/** As lib/platforms/label-studio/README.md has them. */
const actions = [
  'ANNOTATION_CREATED',
  'ANNOTATION_UPDATED',
  'ANNOTATIONS_CREATED',
  'ANNOTATIONS_DELETED',
  'TASKS_CREATED',
  'TASKS_DELETED',
];

/** The two kinds of token that Label Studio's API takes: https://labelstud.io/guide/access_tokens */
type Tokens = { readonly personal: string; readonly legacy: string };

/** A Label Studio, and the pipeline that it sends its webhooks to. */
export class Site {
  readonly annotator: Annotator;
  readonly pipeline: Pipeline;
  /** Where the programs of Label Studio's Python environment lie. */
  readonly programs: string;
  readonly #tokens: Tokens;
  readonly #webhookSecret = randomBytes(24).toString('hex');
  #bucket: Bucket | undefined;

  private constructor(annotator: Annotator, pipeline: Pipeline, programs: string, tokens: Tokens) {
    this.annotator = annotator;
    this.pipeline = pipeline;
    this.programs = programs;
    this.#tokens = tokens;
  }

  static async open({ url, legacyToken, programs }: LabelStudioServer): Promise<Site> {
    const annotator = Annotator.withLegacyToken(url, legacyToken);
    const personal = await annotator.newPersonalAccessToken();
    const pipeline = new Pipeline({ port: await freePort(), webhookPort: await freePort() });
    const site = new Site(annotator, pipeline, programs, { personal, legacy: legacyToken });
    try {
      await site.startPipeline('personal');
    } catch (error) {
      await site.close();
      throw error;
    }
    return site;
  }

  async startPipeline(token: keyof Tokens): Promise<void> {
    await this.pipeline.start({
      apiUrl: this.annotator.url,
      credential: this.#tokens[token],
      webhookSecret: this.#webhookSecret,
    });
    this.#bucket ??= new Bucket(this.pipeline.environment);
  }

  revokePersonalToken(): Promise<void> {
    return this.annotator.revoke(this.#tokens.personal);
  }

  get bucket(): Bucket {
    if (this.#bucket) return this.#bucket;
    throw new Error('There is no bucket before the pipeline was started.');
  }

  get legacyToken(): string {
    return this.#tokens.legacy;
  }

  /** The tasks of a project, page by page, as Labelwire's reader lists them. */
  async *listed(project: number): AsyncGenerator<string[]> {
    const platform = platforms['label-studio'];
    const { default: reader } = await platform.reader();
    const settings = { apiUrl: this.annotator.url };
    const api = apiOf({ name: platform.id, platform, settings }, this.#tokens.legacy);
    const listing = { listing: 'recently-changed', occurredAt: new Date().toISOString() };
    for await (const { refs } of reader.list?.(String(project), listing, api) ?? []) {
      yield refs.map(({ dataUnit = '' }) => dataUnit);
    }
  }

  /** What must not be seen anywhere else. */
  get secrets(): string[] {
    return [this.#webhookSecret, ...Object.values(this.#tokens)];
  }

  /** Joins a project to the pipeline as the platform's README.md tells it, but for what is given. */
  async connect(
    project: number,
    given: { payload?: boolean; secret?: string; actions?: string[] } = {},
  ): Promise<void> {
    const { secret = this.#webhookSecret, ...others } = given;
    await this.annotator.addWebhook(project, {
      url: this.#addressFor(project),
      headers: { 'X-Labelwire-Secret': secret },
      payload: true,
      actions,
      ...others,
    });
  }

  /** A project whose webhook leads to the pipeline. */
  async newProject(title: string, labelConfig: string): Promise<number> {
    const project = await this.annotator.newProject(title, labelConfig);
    await this.connect(project);
    return project;
  }

  /** The status of a delivery that says that something happened in a project, and to nothing: all of it is to be listed. */
  async askForListing(project: number): Promise<number> {
    const { status } = await fetch(this.#addressFor(project), {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'X-Labelwire-Secret': this.#webhookSecret },
      body: '{"action": "ANNOTATION_UPDATED"}',
    });
    return status;
  }

  /** Waits until the bucket holds an annotation just as Label Studio has it, and gives its files. */
  async landed(project: number, { id, updated_at }: Annotation) {
    const revision = microseconds(updated_at);
    await this.#soon(`annotation ${id} is exported as of ${updated_at}`, async () => {
      const record = await this.bucket.record([project, id]);
      return record?.status === 'exported' && record.revision === revision && record.obsolete.length === 0;
    });
    return this.bucket.exported([project, id]);
  }

  /** Waits until an annotation's record is a tombstone, and fails when one of its files is left. */
  async gone(project: number, annotation: number, before: ReadonlyMap<string, string>): Promise<void> {
    await this.#soon(`the record of annotation ${annotation} is a tombstone`, async () => {
      const record = await this.bucket.record([project, annotation]);
      return record?.status === 'deleted' && record.obsolete.length === 0;
    });
    const there = new Set(await this.bucket.keysOf(project));
    const left = [...before.keys()].filter((key) => there.has(key) && !key.endsWith('/data.yaml'));
    if (left.length > 0) throw new Error(`Files of the deleted annotation are left: ${left.join(', ')}.`);
  }

  async close(): Promise<void> {
    this.#bucket?.close();
    await this.pipeline.end();
  }

  #addressFor(project: number): string {
    return `${this.pipeline.webhookUrl}?project=${project}`;
  }

  async #soon(what: string, look: () => Promise<boolean>): Promise<void> {
    try {
      await eventually(what, landingSeconds, look);
    } catch (error) {
      const letters = await this.bucket.deadLetters();
      throw new Error(`${(error as Error).message} Dead letters: ${letters.join(' | ') || 'none'}.`, { cause: error });
    }
  }
}

/** `2026-05-04T10:00:00.123456Z` → microseconds since 1970: what Labelwire counts revisions in. */
function microseconds(instant: string): number {
  const [, whole = '', fraction = ''] = /^(.+?)(?:\.(\d{1,6}))?Z$/.exec(instant) ?? [];
  return Date.parse(`${whole}Z`) * 1000 + Number(fraction.padEnd(6, '0'));
}
