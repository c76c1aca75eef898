import assert from 'node:assert/strict';
import type { ReleaseRequest } from '../../../../lib/contracts/release.ts';
import type { Label } from '../../../../lib/label/label.ts';
import { type ObjectStore, objectStore } from '../../../../lib/store/object-store.ts';
import { aRequest, BuiltRelease, build, exportLabel, labelKey } from '../../../support/built-release.ts';
import { aLabel, anAnnotation } from '../../../support/labels.ts';
import { MemoryStore } from '../../../support/memory-store.ts';
import type { Deployment } from '../deployment.ts';

const count = 300;
const formats = ['coco', 'coco-panoptic', 'yolo'];

/** The deployed state machine builds a release of labels in the bucket; so do its steps in this process, over a store in memory. */
export async function releaseAsHere(on: Deployment): Promise<string> {
  const request = requestFor(on, 'as-here');
  const store = bucketOf(on);
  await Promise.all(labelsOf(count).map((label) => exportLabel(store, label, projectOf(request))));
  const split = request.split?.shares.map(({ name, share }) => `${name}=${share}`).join(',') ?? '';
  const { connection, project } = projectOf(request);
  const { code, stderr } = await on.labelwire(
    ...['release', 'create', request.release, '--project', `${connection}/${project}`],
    ...['--format', formats.join(','), '--split', split, '--wait'],
  );
  assert.equal(code, 0, stderr);
  const built = await new BuiltRelease(store, request.release).release();
  const here = await builtHere(request, labelsOf(count));
  assert.equal(built.labels, count);
  assert.equal(built.manifestSha256, here.manifestSha256);
  assert.deepEqual(tableOf(built), tableOf(here));
  return `${built.labels} labels, ${built.manifestFiles} files: manifest ${built.manifestSha256.slice(0, 12)}, as it is here`;
}

/** While it is built a label is edited, one is deleted and one added: in a bucket with versions it is as if nothing had happened. */
export async function releasePinned(on: Deployment): Promise<string> {
  const request = requestFor(on, 'pinned');
  const store = bucketOf(on);
  const labels = labelsOf(20);
  for (const label of labels) await exportLabel(store, label, projectOf(request));
  await build(store, request, { afterPlan: () => change(store, request, labels) });
  const built = await new BuiltRelease(store, request.release).release();
  const here = await builtHere(request, labels);
  assert.deepEqual(built.moved, { count: 0, labels: [] });
  assert.equal(built.manifestSha256, here.manifestSha256);
  return 'edited, deleted and added meanwhile: none moved, the same manifest';
}

async function change(store: ObjectStore, request: ReleaseRequest, [first, second]: readonly Label[]): Promise<void> {
  assert(first && second);
  const project = projectOf(request);
  await exportLabel(store, { ...first, annotations: [] }, project);
  const key = labelKey(second.source.label, project);
  await store.deleteIf(key, (await store.head(key))?.etag ?? '');
  await exportLabel(store, labelOf(999), project);
}

const bucketOf = (on: Deployment): ObjectStore => objectStore(on.s3, on.bucket, on.prefix);

function requestFor(on: Deployment, release: string): ReleaseRequest {
  const [platform] = on.platforms;
  assert(platform);
  const projects = [{ connection: platform.id, project: platform.projectId(release) }];
  return aRequest({ release, projects, formats: formats.map((id) => ({ id })), layout: 'shards' });
}

function projectOf({ projects: [project] }: ReleaseRequest) {
  assert(project);
  return project;
}

async function builtHere(request: ReleaseRequest, labels: readonly Label[]) {
  const store = new MemoryStore();
  for (const label of labels) await exportLabel(store, label, projectOf(request));
  await build(store, request, { sizes: { labels: 37, bytes: 1e9 } });
  return new BuiltRelease(store, request.release).release();
}

/** The one document whose bytes hold neither a time nor a name of the build. */
const tableOf = ({ documents = [] }: Awaited<ReturnType<BuiltRelease['release']>>) =>
  documents.find(({ path }) => path.endsWith('.parquet'));

const labelsOf = (most: number): readonly Label[] => Array.from({ length: most }, (_, number) => labelOf(number));

/** Two objects each; every tenth label is empty, every fiftieth has the name of the one before, in capitals. */
function labelOf(number: number): Label {
  const unit = `unit-${number}`;
  const name = number % 50 === 49 ? `STREET/${number - 1}.jpg` : `street/${number}.jpg`;
  const x = number % 300;
  const objects = [
    anAnnotation({ id: 'box', unit, shape: { kind: 'box', x, y: 40, width: 10, height: 20, rotationDegrees: 0 } }),
    anAnnotation({ id: 'polygon', unit, category: number % 3 === 0 ? 'bus' : 'car', shape: triangleAt(x) }),
  ];
  return aLabel({
    source: { label: `label-${number}` },
    categories: [
      { name: 'car', kind: 'object' },
      { name: 'bus', kind: 'object' },
    ],
    units: [{ id: unit, name, media: 'image', width: 640, height: 480 }],
    annotations: number % 10 === 0 ? [] : objects,
  });
}

const triangleAt = (x: number) => ({
  kind: 'polygon' as const,
  polygons: [
    [
      [
        [x, 100],
        [x + 40, 100],
        [x, 140],
      ] as [number, number][],
    ],
  ],
});
