import { createHash, randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { type S3Requests, statusOf } from './s3-requests.ts';

/** What is written comes back as it was. */
export function describeObjects({ newKey, put, head, get, read, etagOf }: S3Requests): void {
  it('gives back metadata, content type and ETag', async () => {
    const key = newKey();
    const metadata = { revision: '17', sha256: 'ab'.repeat(32) };
    const { ETag } = await put(key, '{}', { ContentType: 'application/json', Metadata: metadata });
    expect(await head(key)).toMatchObject({
      ETag,
      Metadata: metadata,
      ContentType: 'application/json',
      ContentLength: 2,
    });
    expect((await get(key)).Metadata).toEqual(metadata);
  });

  it('never shows the bytes of one write with the metadata of another', async () => {
    const key = newKey();
    const write = (number: number) => {
      const Body = String(number).repeat(20_000);
      const sha256 = createHash('sha256').update(Body).digest('hex');
      return put(key, Body, { Metadata: { sha256 } });
    };
    const seen = async () => {
      const { Body, Metadata } = await get(key);
      const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
      return [createHash('sha256').update(bytes).digest('hex'), Metadata?.sha256];
    };
    await write(0);
    const looks = Array.from({ length: 5 }, async () => {
      for (let look = 0; look < 60; look += 1) {
        const [ofBytes, ofMetadata] = await seen();
        expect(ofBytes).toBe(ofMetadata);
      }
    });
    const writes = [1, 2, 3].map(async (number) => {
      for (let time = 0; time < 40; time += 1) await write(number);
    });
    await Promise.all([...looks, ...writes]);
  });

  it('refuses more than 2 KB of user metadata', async () => {
    const key = newKey();
    const request = (length: number) => put(key, 'x', { Metadata: { label: 'l'.repeat(length) } });
    expect(await statusOf(request(2_000))).toBe(200);
    await expect(request(2_048)).rejects.toMatchObject({ name: 'MetadataTooLarge' });
  });

  it('gives other bytes another ETag', async () => {
    const key = newKey();
    const { ETag: one } = await put(key, 'one');
    const { ETag: two } = await put(key, 'two');
    expect(two).not.toBe(one);
    expect(await etagOf(key)).toBe(two);
  });

  it('reads a range of bytes', async () => {
    const key = newKey();
    await put(key, '0123456789');
    expect(await read(key, 'bytes=2-5')).toBe('2345');
    expect(await read(key, 'bytes=8-12')).toBe('89');
  });

  it('refuses a range that begins after the last byte', async () => {
    const key = newKey();
    await put(key, '0123456789');
    await expect(read(key, 'bytes=10-12')).rejects.toMatchObject({
      name: 'InvalidRange',
      $metadata: { httpStatusCode: 416 },
    });
  });

  it('takes an empty body', async () => {
    const key = newKey();
    expect(await statusOf(put(key, new Uint8Array(), { IfNoneMatch: '*' }))).toBe(200);
    expect((await head(key)).ContentLength).toBe(0);
    expect(await read(key)).toBe('');
  });

  it('takes a body of 12 MiB', async () => {
    const key = newKey();
    const body = randomBytes(12 * 1024 ** 2);
    await put(key, body);
    const { Body } = await get(key);
    expect(body.equals((await Body?.transformToByteArray()) ?? new Uint8Array())).toBe(true);
  });
}
