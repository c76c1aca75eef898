import { expect, it } from 'vitest';
import { type S3Requests, statusOf } from './s3-requests.ts';

/** Any key of the pipeline is a place of its own, and is listed by its name. */
export function describeKeys({ newKey, put, remove, head, read, list, etagOf }: S3Requests): void {
  it.each([
    ['spaces and signs', "a b+c%20&d=e;f@g:h,i!j'k(l)m*n~o$p#q?r^s`t{u}[v]|w<x>y.txt"],
    ['a quotation mark', 'say "cheese".txt'],
    ['letters beyond ASCII', 'Straße/日本/😀/e\u0301.txt'],
    ['a dot in front', '.hidden/..twice/file.'],
  ])('takes a key with %s, and lists it so', async (_, name) => {
    const folder = `${newKey()}/`;
    await put(folder + name, name);
    expect(await read(folder + name)).toBe(name);
    const { Contents = [] } = await list({ Prefix: folder });
    expect(Contents.map(({ Key }) => Key)).toEqual([folder + name]);
    expect(await statusOf(remove(folder + name, await etagOf(folder + name)))).toBe(204);
    expect(await statusOf(head(folder + name))).toBe(404);
  });

  it('tells keys apart that differ in case, in normal form or in a slash', async () => {
    const folder = newKey();
    const names = ['/a', '/A', '/e\u0301', '/\u00e9', '/a/b', '/a//b', '/a/'];
    for (const name of names) await put(folder + name, name);
    for (const name of names) expect(await read(folder + name)).toBe(name);
  });

  it('takes a key of 1,024 bytes, and none that is longer', async () => {
    const folder = `${newKey()}/`;
    const start = folder + `${'ä'.repeat(60)}/`.repeat(7); // a disk takes no name of more than 255 bytes
    const key = start + 'k'.repeat(1_024 - Buffer.byteLength(start));
    expect(await statusOf(put(key, 'x', { IfNoneMatch: '*' }))).toBe(200);
    expect(await read(key)).toBe('x');
    await expect(put(`${key}k`, 'x')).rejects.toMatchObject({
      name: 'KeyTooLongError',
      $metadata: { httpStatusCode: 400 },
    });
  });

  it('lists what lies below a prefix, in order, page by page', async () => {
    const folder = `${newKey()}/`;
    const names = ['a', 'b/c', 'b/d', 'e f', 'g+h'].map((name) => `${folder}${name}`);
    for (const name of names) await put(name, name);
    await put(`${folder.slice(0, -1)}-beside`, 'x');
    const found: string[] = [];
    let pages = 0;
    let ContinuationToken: string | undefined;
    do {
      const page = await list({ Prefix: folder, MaxKeys: 2, ...(ContinuationToken ? { ContinuationToken } : {}) });
      found.push(...(page.Contents ?? []).map(({ Key = '' }) => Key));
      pages += 1;
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);
    expect(found).toEqual(names);
    expect(pages).toBe(3);
  });
}
