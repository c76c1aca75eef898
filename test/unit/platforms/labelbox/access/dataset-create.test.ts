import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newFolder } from '../../../../../local/new-folder.ts';
import { labelwire } from '../../../../support/command-line.ts';
import { mediaSamples } from '../../../../support/media-samples.ts';
import { aDatasetWorld, type DatasetWorld, region, s3Refusal } from './dataset-world.ts';

let world: DatasetWorld;
beforeAll(async () => {
  world = await aDatasetWorld();
});
afterAll(() => world.stop());

const dataset = (...args: string[]) => ({
  in: (folder: string, environment = {}) =>
    labelwire(['dataset', ...args, '--platform', 'labelbox'], {
      environment: { ...world.environment, ...environment },
      folder,
    }),
});

const lines = (file: string): Record<string, unknown>[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

const rowsIn = (prefix: string) =>
  [...world.datasets.rows.values()].filter(({ external_id }) => external_id?.startsWith(prefix));

describe('labelwire dataset create', () => {
  it('makes a data set of the bucket’s objects of the type, and reports every object that it did not take', async () => {
    await world.bucket('harbour', {
      'in/': '',
      'in/a b+ü%#?.png': mediaSamples.png,
      'in/a b+ü%#?.png.metadata.json': JSON.stringify({ tag: 'quay', split: 'train', skipNFrames: 3 }),
      'in/a b+ü%#?.png.attachments/map.pdf': mediaSamples.pdf,
      'in/disguised.png': mediaSamples.pdf,
      'in/empty.png': '',
      'in/no-ending': mediaSamples.jpeg,
      'in/secret.png': mediaSamples.png,
      'in/../up.png': mediaSamples.png,
      'elsewhere/b.png': mediaSamples.png,
    });
    world.planned.push((_request, { pathname }) =>
      pathname.endsWith('/secret.png') ? s3Refusal(403, 'AccessDenied') : undefined,
    );
    const folder = newFolder();
    const call = ['create', '--from', 's3://harbour/in/', '--type', 'image', '--out', 'out', '--integration', 'none'];
    const dry = await dataset(...call, '--dry-run').in(folder);
    expect(dry.code).toBe(1);
    expect(world.datasets.all.size).toBe(0);
    const mistyped = call.with(2, 's3://harbour/im/');
    expect(await dataset(...mistyped, '--dry-run').in(folder)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('"s3://harbour/im/" holds no object. Is the prefix right?'),
    });

    const ended = await dataset(...call, '--json').in(folder);
    expect(ended.stderr).toContain('2 rows are in the data set, 0 failed, 4 refused');
    expect(ended.code).toBe(1);
    expect(JSON.parse(ended.stdout)).toMatchObject({ region, rows: 2, sent: 2, failed: 0, refused: 4 });
    const rows = rowsIn('in/');
    expect(rows.map(({ global_key }) => global_key).sort()).toEqual(['in/a b+ü%#?.png', 'in/no-ending']);
    expect(rows.find(({ external_id }) => external_id === 'in/a b+ü%#?.png')).toMatchObject({
      row_data: `https://harbour.s3.${region}.amazonaws.com/in/a%20b%2B%C3%BC%25%23%3F.png`,
      media_type: 'IMAGE',
      metadata_fields: [
        { schemaId: 'ctag000000000000000000000', value: 'quay' },
        { schemaId: 'csplit0000000000000000000', value: {} },
        { schemaId: 'csplittrain', value: {} },
        { schemaId: 'cnumber0000000000000000000', value: 3 },
      ],
      attachments: [{ type: 'PDF_URL', name: 'map.pdf' }],
    });
    const report = lines(join(folder, 'out', 'report.jsonl'));
    const reasons = report.filter(({ reason }) => reason).map(({ key, reason }) => [key, reason]);
    expect(Object.fromEntries(reasons)).toEqual({
      'in/': 'folder',
      'in/../up.png': 'no-address',
      'in/disguised.png': 'unsupported-type',
      'in/empty.png': 'empty',
      'in/secret.png': 'not-readable',
    });
    expect(dry.stderr + ended.stdout + ended.stderr).not.toContain(world.environment.LABELWIRE_API_KEY);
  });

  it('sends, in a second run, only what is new', async () => {
    await world.bucket('quay', { '1.png': mediaSamples.png, '2.png': mediaSamples.png });
    const folder = newFolder();
    const call = ['create', '--from', 's3://quay', '--type', 'image', '--integration', 'none', '--row-prefix', 'quay/'];
    expect((await dataset(...call).in(folder)).code).toBe(0);
    const uploads = world.uploads.count;
    const idle = await dataset(...call).in(folder);
    expect(idle).toMatchObject({ code: 0, stderr: expect.stringContaining('0 rows to send, 2 sent before') });
    expect(world.uploads.count).toBe(uploads);
    await world.put('quay', '3.png', mediaSamples.png);
    const ended = await dataset(...call, '--json').in(folder);
    expect(JSON.parse(ended.stdout)).toMatchObject({ rows: 1, sent: 1 });
    expect([...world.datasets.rows.keys()].filter((key) => key.startsWith('quay/'))).toHaveLength(3);
    expect([...world.datasets.all.values()].filter(({ name }) => name === 'quay/')).toHaveLength(1);
  });

  it('takes rows from a CSV: keys, addresses and s3:// of the bucket; reports the others by their line', async () => {
    await world.bucket('pier', {
      'a.png': mediaSamples.png,
      'b,c.png': mediaSamples.png,
      'd.png': mediaSamples.png,
      'map.pdf': mediaSamples.pdf,
    });
    const folder = newFolder();
    const csv = join(folder, 'rows.csv');
    writeFileSync(
      csv,
      [
        'key,global_key,metadata.tag,attachment.PDF_URL.map,attachment.RAW_TEXT',
        'a.png,pier-1,first,map.pdf,hello',
        's3://pier/b%2Cc.png,pier-2,,,',
        '"s3://pier/b,c.png",pier-3,,,',
        `https://pier.s3.${region}.amazonaws.com/d.png,pier-1,,,`,
        's3://elsewhere/d.png,pier-5,,,',
        'gone.png,pier-6,,,',
        'tiles/{z}/{x}/{y}.png,pier-7,,,',
      ].join('\n'),
    );
    const call = [
      'create',
      '--from',
      's3://pier',
      '--type',
      'image',
      '--csv',
      csv,
      '--integration',
      'none',
      '--out',
      'out',
    ];
    const ended = await dataset(...call).in(folder);
    expect(ended.code).toBe(1);
    const refused = lines(join(folder, 'out', 'report.jsonl')).filter(({ outcome }) => outcome === 'refused');
    expect(refused.map(({ line, reason }) => [line, reason])).toEqual([
      [3, 'gone'],
      [5, 'key-taken'],
      [6, 'other-bucket'],
      [7, 'gone'],
      [8, 'unsupported-type'],
    ]);
    expect(world.datasets.rows.get('pier-1')).toMatchObject({
      attachments: [
        { type: 'PDF_URL', name: 'map', value: `https://pier.s3.${region}.amazonaws.com/map.pdf` },
        { type: 'RAW_TEXT', value: 'hello' },
      ],
    });
    expect(world.datasets.rows.get('pier-3')).toMatchObject({ external_id: 'b,c.png' });
  });

  it('reports rows that the platform refuses, without the values that it quotes, and sends them again the next time', async () => {
    await world.bucket('dock', {
      'ok.png': mediaSamples.png,
      'twice.png': mediaSamples.png,
      'unknown.png': mediaSamples.png,
      'unknown.png.metadata.json': JSON.stringify({ nobody: 'a person’s name' }),
    });
    const taken = world.datasets.create('another');
    world.datasets.rows.set('twice.png', { id: 'crow', dataset_id: taken.id, row_data: 'https://x' });
    const folder = newFolder();
    const call = ['create', '--from', 's3://dock', '--type', 'image', '--integration', 'none', '--out', 'out'];
    const ended = await dataset(...call).in(folder);
    expect(ended).toMatchObject({ code: 1, stderr: expect.stringContaining('1 rows are in the data set, 2 failed') });
    const failed = lines(join(folder, 'out', 'report.jsonl')).filter(({ outcome }) => outcome === 'failed');
    expect(failed.map(({ key, message }) => [key, message])).toEqual([
      ['twice.png', expect.stringContaining('--row-prefix')],
      ['unknown.png', expect.stringContaining('no metadata field "nobody"')],
    ]);
    world.datasets.rows.delete('twice.png');
    const again = await dataset(...call, '--json').in(folder);
    expect(JSON.parse(again.stdout)).toMatchObject({ rows: 2, sent: 1, failed: 1 });
  });

  it('finds the bucket’s own region, whatever region the credentials name', async () => {
    await world.bucket('abroad', { 'x.png': mediaSamples.png });
    const regions: (string | undefined)[] = [];
    const elsewhere = (request: Request, { pathname }: URL) => {
      if (!pathname.startsWith('/abroad')) return undefined;
      const signedFor = /\/\d{8}\/([a-z0-9-]+)\/s3\//.exec(request.headers.get('authorization') ?? '')?.[1];
      regions.push(signedFor);
      if (signedFor === region) return undefined;
      const refusal = s3Refusal(301, 'PermanentRedirect');
      refusal.headers.set('x-amz-bucket-region', region);
      return refusal;
    };
    world.planned.push(elsewhere);
    const call = [
      'create',
      '--from',
      's3://abroad',
      '--type',
      'image',
      '--integration',
      'none',
      '--manifest-only',
      '--out',
      'out',
    ];
    const folder = newFolder();
    const ended = await dataset(...call).in(folder);
    world.planned.splice(world.planned.indexOf(elsewhere), 1);
    expect(ended).toMatchObject({ code: 0, stderr: expect.stringContaining('1 rows written, none sent') });
    expect(regions.some((signed) => signed !== region)).toBe(true);
    expect(lines(join(folder, 'out', 'round-1.rows.jsonl'))[0]).toMatchObject({
      row_data: `https://abroad.s3.${region}.amazonaws.com/x.png`,
    });
    expect(world.datasets.rows.has('x.png')).toBe(false);
  });

  it('refuses a folder of another call, and a bucket that does not exist', async () => {
    await world.bucket('jetty', { 'x.png': mediaSamples.png });
    const folder = newFolder();
    const call = (type: string) => [
      'create',
      '--from',
      's3://jetty',
      '--type',
      type,
      '--manifest-only',
      '--out',
      'out',
    ];
    expect((await dataset(...call('image')).in(folder)).code).toBe(0);
    const other = await dataset(...call('document')).in(folder);
    expect(other).toMatchObject({ code: 1, stderr: expect.stringContaining('--out <folder>') });
    const none = await dataset('create', '--from', 's3://nowhere-at-all', '--type', 'image').in(folder);
    expect(none).toMatchObject({ code: 1, stderr: expect.stringContaining('There is no bucket "nowhere-at-all"') });
  });

  it('ends a wrong call with 2: dots in a bucket’s name, tiles, an unknown type, no tile options, a platform without data sets', async () => {
    const folder = newFolder();
    const calls = [
      ['--from', 's3://my.bucket/a', '--type', 'image'],
      ['--from', 's3://b/{z}/{x}/{y}.png', '--type', 'geospatial'],
      ['--from', 's3://b', '--type', 'hologram'],
      ['--from', 's3://b', '--type', 'geospatial'],
      ['--from', 'https://b', '--type', 'image'],
    ];
    const ended = await Promise.all(calls.map((call) => dataset('create', ...call).in(folder)));
    expect(ended.map(({ code }) => code)).toEqual([2, 2, 2, 2, 2]);
    expect(ended[0]?.stderr).toContain('S3’s certificate does not cover');
    expect(ended[1]?.stderr).toContain('delegated access');
    expect(ended[3]?.stderr).toContain('--epsg');
    const call = ['dataset', 'create', '--from', 's3://b', '--type', 'image', '--platform', 'encord'];
    const other = await labelwire(call, { environment: world.environment, folder });
    expect(other).toMatchObject({ code: 2, stderr: expect.stringContaining('(labelbox), but is "encord"') });
  });

  it('sends nothing where the platform does not accept the new data set', async () => {
    await world.bucket('berth', { 'x.png': mediaSamples.png });
    const before = world.datasets.checks;
    world.datasets.checks = before.map((check) => (check.name === 'cors' ? { ...check, success: false } : check));
    const call = ['create', '--from', 's3://berth', '--type', 'image', '--integration', 'cintegration'];
    const ended = await dataset(...call).in(newFolder());
    world.datasets.checks = before;
    expect(ended).toMatchObject({ code: 1, stderr: expect.stringContaining('✗ Labelbox: cors') });
    expect(world.datasets.rows.has('x.png')).toBe(false);
  });
});
