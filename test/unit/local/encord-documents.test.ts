import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parsePrivateKey } from '../../../lib/platforms/encord/api/private-key.ts';
import reader from '../../../lib/platforms/encord/api/reader.ts';
import { signV1 } from '../../../lib/platforms/encord/api/request-signing.ts';
import platform from '../../../lib/platforms/encord/index.ts';
import encord from '../../../local/platforms/encord/index.ts';
import type { ServedLabel } from '../../../local/platforms/simulated-platform.ts';
import { root } from '../../support/examples.ts';

/** A folder with these files in its subfolder `encord`. */
async function folderOf(files: Record<string, unknown>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'encord-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, 'encord'));
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(folder, 'encord', name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return folder;
}

const row = (label: string, ...features: string[]) => ({
  label_hash: label,
  data_hash: `data of ${label}`,
  data_units: { u: { labels: { objects: features.map((featureHash) => ({ featureHash })) } } },
});
const ontology = (...features: string[]) => ({ objects: features.map((featureNodeHash) => ({ featureNodeHash })) });

describe('a folder of documents', () => {
  it('gives each row the ontology that knows most of it, and one project to the rows that share one', async () => {
    const folder = await folderOf({
      'label-row.one.json': row('one', 'a', 'b'),
      'label-rows.json': [row('two', 'a'), row('three', 'c', 'a'), row('four', 'unknown')],
      'ontology.1.json': { title: 'an entity', editor: ontology('a', 'b') },
      'ontology.2.json': ontology('a', 'c'),
    });
    const { labels, refused } = await encord.load(folder);
    expect(refused).toEqual([]);
    const loaded = new Map(labels.map((label) => [label.label, label]));
    expect(loaded.get('one')).toMatchObject({ ontology: ontology('a', 'b'), dataUnit: 'data of one' });
    expect(loaded.get('three')?.ontology).toEqual(ontology('a', 'c'));
    expect(loaded.get('four')?.ontology).toBeUndefined();
    const projects = new Set(labels.map(({ project }) => project));
    expect(loaded.get('two')?.project).toBe(loaded.get('one')?.project);
    expect(projects.size).toBe(3);
    for (const project of projects)
      expect(project).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(await encord.load(folder)).toEqual({ labels, refused });
  });

  it('tells which files hold no label, and why', async () => {
    const folder = await folderOf({
      'label-row.broken.json': '{',
      'label-row.new.json': { label_hash: null },
      'ontology.json': '5',
      'notes.json': 'not looked at',
    });
    expect(await encord.load(folder)).toEqual({
      labels: [],
      refused: [
        { file: 'ontology.json', reason: expect.stringContaining('no ontology') },
        { file: 'label-row.broken.json', reason: expect.stringContaining('JSON') },
        { file: 'label-row.new.json', reason: expect.stringContaining('label_hash') },
      ],
    });
    expect(await encord.load(join(folder, 'nowhere'))).toEqual({ labels: [], refused: [] });
  });

  it('gives another version of a row that is there already a project of its own, so that both are served', async () => {
    const twice = [{ label_hash: 'same' }, { label_hash: 'same' }];
    const ontology = { objects: [], classifications: [] };
    const { labels } = await encord.load(await folderOf({ 'label-row.twice.json': twice, 'ontology.json': ontology }));
    expect(labels.map(({ name }) => name)).toEqual(['label-row.twice.json row 1', 'label-row.twice.json row 2']);
    expect(new Set(labels.map(({ project }) => project)).size).toBe(2);
  });

  it('of the samples is one project of labels, each of which can be read', async () => {
    const { labels, refused } = await encord.load(join(root, 'local', 'samples'));
    expect(refused).toEqual([]);
    expect(new Set(labels.map(({ project }) => project)).size).toBe(1);
    expect(labels.length).toBeGreaterThan(2);
    for (const label of labels) {
      const ref = { occurredAt: '2026-05-21T10:00:00.000Z' };
      expect(reader.normalise({ ref, ...label }, label.project).source.label).toBe(label.label);
    }
  });
});

const served: ServedLabel = { project: 'p', label: 'l', dataUnit: 'd', name: 'l.json', document: { label_hash: 'l' } };

it('announces a label as the platform reads it', () => {
  const event = { id: 'event-1', kind: 'upserted' as const, occurredAt: new Date('2026-05-04T12:00:00.123Z') };
  const body = encord.delivery(served, event);
  const now = new Date('2026-05-04T12:00:01.999Z');
  const delivery = { body: Buffer.from(body), headers: encord.sign(body, 'secret', { ...event, now }) };
  platform.verify(delivery, ['secret'], now);
  expect(platform.events(delivery, now)).toEqual([
    {
      ...{ id: 'event-1', type: 'task_completed_event', project: 'p', label: 'l', dataUnit: 'd', kind: 'upserted' },
      occurredAt: '2026-05-04T12:00:00.123Z',
    },
  ]);
});

describe('the server', () => {
  const credential = encord.newCredential();
  const labels = [{ ...served }];
  const server = encord.server(credential, () => labels);

  async function ask(query: object, { by = credential, project = 'p' } = {}): Promise<unknown> {
    const body = JSON.stringify(query);
    const signed = signV1(parsePrivateKey(by.secret), body);
    const headers = { ...signed, ResourceType: 'project', ResourceID: project };
    const answer = await server(new Request('https://api.encord.com/public', { method: 'POST', headers, body }));
    expect(answer.status).toBe(200);
    return answer.json();
  }
  const labelRow = (uid: unknown, payload: object | null = null, method = 'GET') => ({
    query_type: 'labelrow',
    query_method: method,
    values: { uid, payload },
  });
  const refusal = (code: string) => expect.objectContaining({ status: 400, response: [code] });

  it('serves one row, or a list of them, as it is at that moment', async () => {
    expect(await ask(labelRow('l'))).toEqual({ status: 200, response: { label_hash: 'l' } });
    labels[0] = { ...served, document: { label_hash: 'l', mended: true } };
    const several = { multi_request: true };
    expect(await ask(labelRow(['l'], several))).toEqual({ status: 200, response: [{ label_hash: 'l', mended: true }] });
  });

  it('refuses with the code in the body of an HTTP 200', async () => {
    expect(await ask(labelRow('l'), { by: encord.newCredential() })).toEqual(refusal('AUTHENTICATION_ERROR'));
    expect(await ask(labelRow('another'))).toEqual(refusal('RESOURCE_NOT_FOUND_ERROR'));
    expect(await ask(labelRow('l'), { project: 'another' })).toEqual(refusal('RESOURCE_NOT_FOUND_ERROR'));
    expect(await ask(labelRow('l', null, 'PUT'))).toEqual(refusal('METHOD_NOT_ALLOWED_ERROR'));
    expect(await ask(labelRow(['l']))).toEqual(refusal('INVALID_ARGUMENTS_ERROR'));
    expect(await ask({ query_type: 'constructor' })).toEqual(refusal('INVALID_ARGUMENTS_ERROR'));
    const many = Array.from({ length: 101 }, (_, index) => `label-${index}`);
    expect(await ask(labelRow(many, { multi_request: true }))).toEqual({
      status: 400,
      response: ['MULTI_LABEL_LIMIT_ERROR'],
      payload: { maximum_labels_allowed: 100 },
    });
  });

  it('answers 401 to an unsigned request for a project or its tasks, and 404 to any other path', async () => {
    const get = async (path: string) => (await server(new Request(`https://api.encord.com${path}`))).status;
    expect(await get('/v2/public/projects/p')).toBe(401);
    expect(await get('/v2/public/projects/p/workflow/stages/s/tasks')).toBe(401);
    expect(await get('/v2/public/projects/p/workflow/stages/s')).toBe(404);
    expect(await get('/v2/public/ontologies/o')).toBe(404);
    expect(await get('/public')).toBe(404);
  });
});
