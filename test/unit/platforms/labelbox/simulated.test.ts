import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PlatformUnavailable } from '../../../../lib/contracts/errors.ts';
import reader from '../../../../lib/platforms/labelbox/api/reader.ts';
import savedDocuments from '../../../../lib/platforms/labelbox/saved-documents.ts';
import testing from '../../../../lib/platforms/labelbox/testing.ts';
import type { FetchedDocument, HttpRequest } from '../../../../lib/platforms/platform.ts';
import type { ServedLabel } from '../../../../lib/platforms/testing.ts';
import { readJson, root } from '../../../support/examples.ts';
import { answersOf, apiOf, failures, labelsOf } from './reader-of.ts';

const samples = join(root, 'local', 'samples', 'labelbox');

function served(file: string, attachments: ReadonlyMap<string, Uint8Array> = new Map()): ServedLabel[] {
  const lines = readFileSync(join(samples, file), 'utf8').trimEnd().split('\n');
  return lines
    .flatMap((line) => [...savedDocuments.labelsIn(JSON.parse(line), undefined)])
    .map((found) => {
      if ('reason' in found) throw new Error(found.reason);
      const { project, ref, document } = found;
      return { project, label: ref.label ?? '', dataUnit: ref.dataUnit ?? '', name: file, document, attachments };
    });
}

describe('the reader, against the simulated Labelbox', () => {
  const { simulated } = testing;
  const files = Object.entries(readJson(join(samples, 'masks', 'attachments.json')) as Record<string, string>);
  const masks = new Map(files.map(([address, file]) => [address, readFileSync(join(samples, 'masks', file))]));
  const labels = [...served('harbour.ndjson'), ...served('masks/quay.ndjson', masks)];
  const { project = '' } = labels[0] ?? {};
  const credential = simulated.newCredential();
  const connected = () =>
    apiOf(
      simulated.server(credential, () => labels),
      credential.secret,
    );
  const masked = labels.find(({ attachments }) => attachments === masks);
  const [first, second] = labels.filter((label) => label !== masked).slice(-2); // two people's labels of one data row
  const refsOf = (served: typeof labels) => served.map(({ label, dataUnit }) => ({ label, dataUnit }));

  it('has samples of five data rows, one of them labelled twice, one of them with masks', () => {
    expect(labels).toHaveLength(6);
    expect(first?.dataUnit).toBe(second?.dataUnit);
    expect(masked?.label).toBe('cm4label00000000000000006');
  });

  it('reads a whole group with one export, each label apart from the others of its data row', async () => {
    const { api, operations, waits } = connected();
    const answers = await answersOf(refsOf(labels), api, project);
    expect(labelsOf(answers, project).sort()).toEqual(labels.map(({ label }) => [label, label]).sort());
    expect(operations().filter((name) => name.startsWith('export'))).toHaveLength(1);
    expect(waits).toEqual([2000]);
    for (const answer of answers as FetchedDocument[]) {
      const served = labels.find(({ label }) => label === answer.ref.label);
      if (served !== masked) expect(answer.document).toEqual(served?.document);
      expect(reader.normalise(answer, project).source.label).toBe(served?.label);
    }
  });

  it('reads a label that is served in a project of another name than its file says', async () => {
    const moved = { ...first, project: 'cm3another' } as ServedLabel;
    const api = apiOf(
      simulated.server(credential, () => [moved]),
      credential.secret,
    );
    const answers = await answersOf(refsOf([moved]), api.api, moved.project);
    expect(labelsOf(answers, moved.project)).toEqual([[moved.label, moved.label]]);
  });

  it('downloads each mask of a label once, with the key, and hands it over under its address', async () => {
    const { api, requests } = connected();
    const [answer] = (await answersOf([{ dataUnit: masked?.dataUnit }], api, project)) as FetchedDocument[];
    const asked = requests.filter(({ url }) => url.includes('/masks/'));
    expect(asked).toEqual([
      expect.objectContaining({ method: 'GET', headers: { authorization: `Bearer ${credential.secret}` } }),
    ]);
    expect([...(answer?.attachments ?? [])]).toEqual([[asked[0]?.url, expect.any(Uint8Array)]]);
    const { annotations } = reader.normalise(answer as FetchedDocument, project);
    expect(annotations.map(({ shape }) => shape?.kind)).toEqual(['mask', 'mask']);
  });

  it('fails a label alone whose mask is gone', async () => {
    const server = simulated.server(credential, () => labels);
    const { api } = apiOf(async (request) => {
      const isMask = request.url.includes('/masks/');
      return isMask ? Response.json({ message: 'Not found' }, { status: 404 }) : await server(request);
    }, credential.secret);
    const answers = await answersOf(refsOf(labels), api, project);
    expect(failures(answers)).toEqual([
      [masked?.dataUnit, 'InvalidLabel', expect.stringContaining('expire 30 days after their export')],
    ]);
    expect(answers).toHaveLength(labels.length);
  });

  it('fails a label alone whose mask is not available now', async () => {
    const server = simulated.server(credential, () => labels);
    const { api } = apiOf(async (request) => {
      if (request.url.includes('/masks/')) throw new PlatformUnavailable('Labelbox answered 503.');
      return server(request);
    }, credential.secret);
    const answers = await answersOf(refsOf(labels), api, project);
    expect(failures(answers)).toEqual([[masked?.dataUnit, 'PlatformUnavailable', 'Labelbox answered 503.']]);
    expect(answers).toHaveLength(labels.length);
  });

  it('retries the group when it asked too often for masks', async () => {
    const server = simulated.server(credential, () => labels);
    const { api } = apiOf(async (request) => {
      return request.url.includes('/masks/') ? new Response('', { status: 429 }) : await server(request);
    }, credential.secret);
    await expect(answersOf(refsOf(labels), api, project)).rejects.toMatchObject({ name: 'PlatformThrottled' });
  });

  it('gives every label of a data row that is asked for without a label', async () => {
    const answers = await answersOf([{ dataUnit: first?.dataUnit }], connected().api, project);
    const both = [first?.label, second?.label];
    expect(labelsOf(answers, project)).toEqual(both.map((id) => [id, id]));
  });

  it('gives no answer for a label, a data row or a project that does not exist', async () => {
    const { api } = connected();
    expect(await answersOf([{ label: 'gone', dataUnit: first?.dataUnit }], api, project)).toEqual([]);
    expect(await answersOf([{ label: first?.label, dataUnit: 'gone' }], api, project)).toEqual([]);
    expect(await answersOf(refsOf(labels), api, 'another-project')).toEqual([]);
  });

  it('refuses a label without its data row, and reads the others', async () => {
    const { api } = connected();
    const answers = await answersOf([{ label: 'label-1' }, ...refsOf(labels.slice(0, 1))], api, project);
    expect(failures(answers)).toEqual([
      [undefined, 'InvalidRequest', expect.stringContaining('must name a data row (dataUnit)')],
    ]);
    expect(answers).toHaveLength(2);
    const alone = connected();
    await answersOf([{ label: 'label-1' }], alone.api, project);
    expect(alone.requests).toEqual([]);
  });

  it('shows the key to the API and never to the storage', async () => {
    const { api, requests } = connected();
    await answersOf(refsOf(labels), api, project);
    const downloads = requests.filter(({ url }) => url.includes('/exports/'));
    expect(downloads.length).toBeGreaterThan(1);
    expect(downloads.every(({ headers }) => headers === undefined)).toBe(true);
    expect(requests.filter(({ method }) => method === 'POST').every(({ headers }) => headers?.authorization)).toBe(
      true,
    );
  });

  it('is refused with another key', async () => {
    const { api } = apiOf(
      simulated.server(credential, () => labels),
      'another key',
    );
    await expect(answersOf(refsOf(labels), api, project)).rejects.toMatchObject({ name: 'PlatformRefused' });
  });

  it('is throttled while ten exports of the project run', async () => {
    const { api, requests } = connected();
    await answersOf(refsOf(labels), api, project);
    const start = requests.find(({ body }) => String(body).includes('mutation')) as HttpRequest;
    for (let running = 0; running < 10; running++) await api.request(start);
    await expect(answersOf(refsOf(labels), api, project)).rejects.toMatchObject({ name: 'PlatformThrottled' });
  });

  it('is throttled while twenty exports of the workspace run', async () => {
    const { api, requests } = connected();
    await answersOf(refsOf(labels), api, project);
    const start = requests.find(({ body }) => String(body).includes('mutation')) as HttpRequest;
    for (let running = 0; running < 20; running++) {
      await api.request({ ...start, body: String(start.body).replace(project, `project-${running}`) });
    }
    await expect(answersOf(refsOf(labels), api, project)).rejects.toMatchObject({ name: 'PlatformThrottled' });
  });
});
