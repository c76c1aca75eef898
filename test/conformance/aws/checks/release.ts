import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { DescribeExecutionCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { keys } from '../../../../lib/contracts/keys.ts';
import type { ReleaseRequest } from '../../../../lib/contracts/release.ts';
import { type ManifestLine, Release, releaseFiles } from '../../../../lib/release/layout.ts';
import { objectStore } from '../../../../lib/store/object-store.ts';
import type { Deployment } from '../deployment.ts';
import { eventually } from '../waiting.ts';

/** The state machine BuildRelease over the labels that were synced, twice: each file is as the manifest says, and the two are one. */
export async function release(on: Deployment): Promise<string> {
  const projects = on.platforms.map(({ id, projectId }) => ({ connection: id, project: projectId('synced') }));
  const whole = await built(on, { release: 'files', projects, layout: 'files' });
  const again = await built(on, { release: 'shards', projects, layout: 'shards' });
  assert.equal(again.manifestSha256, whole.manifestSha256);
  const manifest = await bytesOf(on, 'files', releaseFiles.manifest);
  assert.equal(sha256Of(manifest), whole.manifestSha256);
  const lines = Buffer.from(manifest).toString('utf8').split('\n').filter(Boolean);
  for (const { path, sha256 } of lines.map((line) => JSON.parse(line) as ManifestLine))
    assert.equal(sha256Of(await bytesOf(on, 'files', path)), sha256, path);
  return `${whole.labels} labels of ${projects.length} projects in ${lines.length} files, twice the same manifest`;
}

/** What the build of a release relies on: an object as it was, after it was replaced and after it was deleted. */
export async function earlierVersions(on: Deployment): Promise<string> {
  const store = objectStore(on.s3, on.bucket, on.prefix);
  const key = keys.staging('earlier-versions.json');
  const put = (text: string) => store.put({ key, bytes: Buffer.from(text), contentType: 'application/json' });
  await put('{"version":1}');
  const { etag = '' } = (await store.head(key)) ?? {};
  const pinned = async () => (await store.getVersion(key, etag))?.bytes.toString('utf8');
  assert.equal(await pinned(), '{"version":1}');
  await put('{"version":2}');
  assert.equal(await pinned(), '{"version":1}');
  await store.deleteAll([key]);
  assert.equal(await pinned(), '{"version":1}');
  return 'read as it was, replaced and deleted';
}

const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function bytesOf(on: Deployment, name: string, file: string): Promise<Uint8Array> {
  const bytes = await on.bytesAt(keys.release(name, file));
  assert(bytes, `The release ${name} has no ${file}.`);
  return bytes;
}

async function built(on: Deployment, parts: Pick<ReleaseRequest, 'release' | 'projects' | 'layout'>): Promise<Release> {
  const shares = ['train', 'val'].map((name) => ({ name, share: 0.5 }));
  const request: ReleaseRequest = {
    ...{ schema: 1, labels: 'newest', formats: [{ id: 'coco' }, { id: 'yolo' }], split: { shares } },
    ...parts,
  };
  const stateMachineArn = on.output('ReleaseStateMachineArn');
  const input = JSON.stringify(request);
  const name = `${parts.release}-${Date.now()}`;
  const { executionArn } = await on.sfn.send(new StartExecutionCommand({ stateMachineArn, name, input }));
  await eventually(`the release ${parts.release} is built`, 120 * on.account.patience, async () => {
    const { status, error, cause } = await on.sfn.send(new DescribeExecutionCommand({ executionArn }));
    const reason =
      status === 'FAILED' ? await on.bytesAt(keys.release(parts.release, releaseFiles.failure)) : undefined;
    const said = reason ? Buffer.from(reason).toString('utf8') : '';
    assert(status === 'RUNNING' || status === 'SUCCEEDED', `The release: ${status} ${error} ${cause} ${said}`);
    return status === 'SUCCEEDED';
  });
  const text = Buffer.from(await bytesOf(on, parts.release, releaseFiles.release)).toString('utf8');
  return Release.parse(JSON.parse(text));
}
