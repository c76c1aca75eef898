import { encodeId, keys } from '../../lib/contracts/keys.ts';
import type { ReleaseRequest } from '../../lib/contracts/release.ts';
import type { Label } from '../../lib/label/label.ts';
import { assembleFile } from '../../lib/release/assemble.ts';
import { finishRelease } from '../../lib/release/finish.ts';
import { type ImageLine, type ManifestLine, Release, releaseFiles } from '../../lib/release/layout.ts';
import { type BatchSizes, planRelease } from '../../lib/release/plan.ts';
import { settleRelease } from '../../lib/release/settle.ts';
import { surveyBatch } from '../../lib/release/survey.ts';
import { formatsOf } from '../../lib/release/trees.ts';
import { writeBatch } from '../../lib/release/write.ts';
import { extendClasses } from '../../lib/store/class-map.ts';
import type { ObjectStore } from '../../lib/store/object-store.ts';

export const aProject = { connection: 'encord', project: 'project-1' };

/** Of one project, in two formats, split in three, unless said otherwise. */
export const aRequest = (parts: Partial<ReleaseRequest> = {}): ReleaseRequest => ({
  schema: 1,
  release: 'r1',
  projects: [aProject],
  formats: [{ id: 'coco' }, { id: 'yolo' }],
  split: {
    shares: [
      { name: 'train', share: 0.8 },
      { name: 'val', share: 0.1 },
      { name: 'test', share: 0.1 },
    ],
  },
  labels: 'newest',
  layout: 'files',
  ...parts,
});

/** Puts a canonical label where the export leaves it, its classes in the class map before. */
export async function exportLabel(store: ObjectStore, label: Label, project = aProject): Promise<void> {
  const names = label.categories.flatMap(({ name, kind }) => (kind === 'object' ? [name] : []));
  await extendClasses(store, project, names);
  const bytes = Buffer.from(JSON.stringify(label));
  await store.put({ key: labelKey(label.source.label, project), bytes, contentType: 'application/json' });
}

export const labelKey = (label: string, project = aProject): string => `${keys.labels(project)}${encodeId(label)}.json`;

type Build = {
  readonly run?: string;
  readonly sizes?: BatchSizes;
  /** What happens while it is built. */
  readonly afterPlan?: () => Promise<unknown>;
  readonly afterSurvey?: () => Promise<unknown>;
};

/** Every step of a build, in the order of the state machine. */
export async function build(
  store: ObjectStore,
  request: ReleaseRequest,
  { run = `${request.release}-run`, sizes, afterPlan, afterSurvey }: Build = {},
): Promise<void> {
  const { release } = request;
  const formats = (of: ReleaseRequest) => formatsOf(of, {});
  const dependencies = { store, formatsOf: formats, version: 'test' };
  const startedAt = '2026-01-02T03:04:05.000Z';
  const place = { bucket: 'bucket', prefix: '' };
  const { batches } = await planRelease({ run, startedAt, request }, { store, place, sizes });
  const each = Array.from({ length: batches }, (_, batch) => ({ release, run, batch: { batch, labels: 1 } }));
  await afterPlan?.();
  for (const batch of each) await surveyBatch(batch, store);
  await afterSurvey?.();
  const { outputs } = await settleRelease({ release, run, batches }, dependencies);
  for (const batch of each.toReversed()) await writeBatch(batch, dependencies); // children end in any order
  for (const output of outputs) await assembleFile({ release, run, batches, output }, dependencies);
  await finishRelease({ release, run, batches }, dependencies);
}

/** What lies below a release. */
export class BuiltRelease {
  readonly #store: ObjectStore;
  readonly #name: string;

  constructor(store: ObjectStore, name = 'r1') {
    this.#store = store;
    this.#name = name;
  }

  async bytes(path: string): Promise<Buffer> {
    const found = await this.#store.get(keys.release(this.#name, path));
    if (!found) throw new Error(`The release has no ${path}.`);
    return found.bytes;
  }

  text = async (path: string): Promise<string> => (await this.bytes(path)).toString('utf8');
  release = async (): Promise<Release> => Release.parse(JSON.parse(await this.text(releaseFiles.release)));
  manifest = (): Promise<ManifestLine[]> => this.lines(releaseFiles.manifest);
  images = (): Promise<ImageLine[]> => this.lines(releaseFiles.images);

  async lines<Line>(path: string): Promise<Line[]> {
    const text = await this.text(path);
    return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Line]));
  }

  paths = async (): Promise<string[]> =>
    (await this.#store.list(keys.release(this.#name))).map((key) => key.slice(keys.release(this.#name).length));
}
