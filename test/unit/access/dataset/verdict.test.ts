import { describe, expect, it } from 'vitest';
import type { ListedObject, SourceBucket } from '../../../../access/dataset/bucket.ts';
import { listedCandidates } from '../../../../access/dataset/candidates.ts';
import { RowRefused } from '../../../../access/dataset/refused.ts';
import { type Recipe, type Verdict, verdicts } from '../../../../access/dataset/verdict.ts';
import { labelboxAccess } from '../../../support/access-platforms.ts';
import { mediaSamples } from '../../../support/media-samples.ts';

const { datasets } = await labelboxAccess();

type Kept = { readonly bytes: Uint8Array; readonly size?: number; readonly storageClass?: string };

/** A bucket in memory; `reads` are the keys whose bytes were asked for. */
function bucketOf(objects: Readonly<Record<string, Kept>>) {
  const reads: string[] = [];
  const keptAt = (key: string): Kept => {
    const kept = objects[key];
    if (!kept) throw new RowRefused('gone', 'it does not exist');
    return kept;
  };
  const listed = (key: string): ListedObject => {
    const { bytes, size = bytes.length, storageClass } = keptAt(key);
    return { key, bytes: size, storageClass };
  };
  const bucket: SourceBucket = {
    name: 'harbour',
    region: 'eu-central-1',
    async *objects(prefix) {
      const keys = Object.keys(objects).filter((key) => key.startsWith(prefix));
      for (const key of keys.sort()) yield listed(key);
    },
    head: async (key) => listed(key),
    async look(key, bytes) {
      reads.push(key);
      return { ...listed(key), first: keptAt(key).bytes.subarray(0, bytes) };
    },
    read: async (key, most) => (keptAt(key).bytes.length > most ? undefined : keptAt(key).bytes),
  };
  return { bucket, reads };
}

const recipe: Recipe = { type: 'image', trustExtensions: false, globalKeyPrefix: '', tiles: {} };

async function judged(objects: Readonly<Record<string, Kept>>, changed: Partial<Recipe> = {}) {
  const { bucket, reads } = bucketOf(objects);
  const found: Verdict[] = [];
  const candidates = listedCandidates(bucket, '', datasets);
  for await (const verdict of verdicts(candidates, bucket, { ...recipe, ...changed }, datasets)) found.push(verdict);
  const row = (key: string) =>
    found.flatMap((verdict) =>
      verdict.outcome === 'fit' && verdict.object.key === key ? [datasets.row(verdict.object)] : [],
    )[0];
  const reason = (key: string) =>
    found.flatMap((verdict) => (verdict.outcome !== 'fit' && verdict.key === key ? [verdict.reason] : []))[0];
  return { found, reads, row, reason };
}

describe('what becomes of an object', () => {
  it('follows from the listing where that is enough: nothing is read of what is empty, archived or too large', async () => {
    const { reason, reads } = await judged(
      {
        'archived.mp4': { bytes: mediaSamples.png, storageClass: 'GLACIER' },
        'deep.mp4': { bytes: mediaSamples.png, storageClass: 'DEEP_ARCHIVE' },
        'empty.mp4': { bytes: new Uint8Array() },
        'large.mp4': { bytes: mediaSamples.png, size: 1024 ** 3 + 1 },
      },
      { type: 'video', trustExtensions: true },
    );
    const reasons = ['archived.mp4', 'deep.mp4', 'empty.mp4', 'large.mp4'].map(reason);
    expect(reasons).toEqual(['archived', 'archived', 'empty', 'too-large']);
    expect(reads).toEqual([]);
  });

  it('takes what is in an archive with instant retrieval', async () => {
    const { row } = await judged({ 'a.png': { bytes: mediaSamples.png, storageClass: 'GLACIER_IR' } });
    expect(row('a.png')).toBeDefined();
  });

  it('goes by the bytes, and by the ending only where that is trusted', async () => {
    const objects = { 'a.png': { bytes: mediaSamples.pdf }, 'b.bin': { bytes: mediaSamples.png } };
    const sniffed = await judged(objects);
    expect([sniffed.reason('a.png'), sniffed.reason('b.bin')]).toEqual(['unsupported-type', undefined]);
    const trusted = await judged(objects, { trustExtensions: true });
    expect([trusted.reason('a.png'), trusted.reason('b.bin')]).toEqual([undefined, 'unsupported-type']);
    expect(trusted.reads).toEqual([]);
  });

  it('is the platform’s form of each type', async () => {
    const tiles = { epsg: 'Simple', bounds: '0,0,10,10', minZoom: '0', maxZoom: '4' };
    const cog = await judged({ 'a.tif': { bytes: mediaSamples.tiff } }, { type: 'geospatial', tiles });
    expect(cog.row('a.tif')).toMatchObject({
      media_type: 'TMS_SIMPLE',
      row_data: { tile_layer_url: 'https://harbour.s3.eu-central-1.amazonaws.com/a.tif', epsg: 'Simple', max_zoom: 4 },
    });
    const document = await judged(
      { 'a.pdf': { bytes: mediaSamples.pdf }, 'a.pdf.text-layer.json': { bytes: Buffer.from('[]') } },
      { type: 'document' },
    );
    expect(document.row('a.pdf')?.row_data).toEqual({
      pdf_url: 'https://harbour.s3.eu-central-1.amazonaws.com/a.pdf',
      text_layer_url: 'https://harbour.s3.eu-central-1.amazonaws.com/a.pdf.text-layer.json',
    });
    const dicom = await judged({ scan: { bytes: mediaSamples.dicom } }, { type: 'dicom' });
    expect(dicom.row('scan')).toMatchObject({ media_type: 'DICOM' });
    const tile = await judged({ 'map/3/1/2.png': { bytes: mediaSamples.png } }, { type: 'geospatial', tiles });
    expect(tile.found[0]).toMatchObject({
      reason: 'unsupported-type',
      message: expect.stringContaining('delegated access'),
    });
  });

  it('is refused with metadata or attachments that cannot be used, and no value of them is reported', async () => {
    const { reason, found } = await judged({
      'a.png': { bytes: mediaSamples.png },
      'a.png.metadata.json': { bytes: Buffer.from('{"patient":{"name":"Jane"}}') },
      'b.png': { bytes: mediaSamples.png },
      'b.png.metadata.json': { bytes: Buffer.from('no JSON') },
      'c.png': { bytes: mediaSamples.png },
      'c.png.attachments/tool.exe': { bytes: mediaSamples.png },
    });
    expect(['a.png', 'b.png', 'c.png'].map(reason)).toEqual(['bad-metadata', 'bad-metadata', 'bad-attachment']);
    expect(JSON.stringify(found)).not.toContain('Jane');
  });

  it('ends everything where S3 does not answer, so that nothing is taken for refused', async () => {
    const { bucket } = bucketOf({ 'a.png': { bytes: mediaSamples.png } });
    const broken = { ...bucket, look: () => Promise.reject(new Error('S3 did not answer')) };
    const run = async () => {
      for await (const _ of verdicts(listedCandidates(broken, '', datasets), broken, recipe, datasets));
    };
    await expect(run()).rejects.toThrow('S3 did not answer');
  });

  it('is given in the order of the listing, with at most 24 objects looked at together', async () => {
    const keys = Array.from({ length: 60 }, (_, index) => `${String(index).padStart(2, '0')}.png`);
    const { bucket } = bucketOf(Object.fromEntries(keys.map((key) => [key, { bytes: mediaSamples.png }])));
    let [running, most] = [0, 0];
    const waiting: (() => void)[] = [];
    const counted: SourceBucket = {
      ...bucket,
      async look(key, bytes) {
        running += 1;
        most = Math.max(most, running);
        // The last of 24 answers first, and lets the others answer in reverse.
        if (running < 24 && key < '48') await new Promise<void>((resolve) => waiting.push(resolve));
        else for (let next = waiting.pop(); next; next = waiting.pop()) next();
        running -= 1;
        return bucket.look(key, bytes);
      },
    };
    const found: string[] = [];
    for await (const verdict of verdicts(listedCandidates(counted, '', datasets), counted, recipe, datasets))
      found.push(verdict.outcome === 'fit' ? verdict.object.key : verdict.key);
    expect(found).toEqual(keys);
    expect(most).toBe(24);
  });
});
