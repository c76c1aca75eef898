import { lstatSync, mkdirSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { pictureSourcesOf } from '../../../../cli/pictures/picture-sources.ts';
import { pictureReader } from '../../../../cli/pictures/read-picture.ts';
import { type PictureFolders, pictureFolders } from '../../../../cli/pull/picture-folders.ts';
import type { PullingPictures } from '../../../../cli/pull/pull-pictures.ts';
import { pullRelease } from '../../../../cli/pull/pull-release.ts';
import type { ImageLine } from '../../../../lib/release/layout.ts';
import { readRelease } from '../../../../lib/release/read-release.ts';
import { newFolder } from '../../../../local/new-folder.ts';

import { MemoryStore } from '../../../support/memory-store.ts';
import { writeRelease } from '../../../support/written-release.ts';

const image = (name: string, uri: string | null, split = 'train'): ImageLine => ({
  ...{ path: `images/${name}`, split, label: `label of ${name}`, revision: 1, unit: name, uri },
});

const twoFolders: PictureFolders = (split) => ['yolo/images', `imagefolder/${split}`];

/** A web of a few pages: URL → what it answers, and which URLs were asked for. */
function aWeb(pages: Readonly<Record<string, () => Response>>) {
  const asked: string[] = [];
  const fetcher = (async (url: string) => {
    asked.push(url);
    const page = pages[url];
    if (!page) throw new TypeError('fetch failed', { cause: { code: 'ENOTFOUND' } });
    return page();
  }) as typeof fetch;
  return { fetcher, asked };
}
const picture = (text: string) => () => new Response(text, { headers: { 'content-type': 'image/jpeg' } });
const redirect = (location: string) => () => new Response(null, { status: 302, headers: { location } });

const unusedS3 = new S3Client({ region: 'eu-west-1' });
const reading = (sources: string, fetcher: typeof fetch) => ({
  read: pictureReader(pictureSourcesOf(sources), { s3: unusedS3, fetch: fetcher }),
});

async function pull(
  out: string,
  images: readonly ImageLine[],
  source: PullingPictures['source'],
  { folders = twoFolders, splits }: { folders?: PictureFolders; splits?: readonly string[] } = {},
) {
  const store = new MemoryStore();
  await writeRelease(store, { files: {}, images: images.toSorted((a, b) => (a.path < b.path ? -1 : 1)) });
  const release = await readRelease(store, 'harbour-1');
  const choice = splits ? { splits } : {};
  return pullRelease({ release, out, choice, pictures: { source, folders }, onChosen() {}, onProgress() {} });
}

const report = (out: string): { path: string; reason: string }[] =>
  readFileSync(join(out, 'images-not-fetched.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { path: string; reason: string });

describe('the pictures of a release', () => {
  const url = 'https://cdn.example.com/a.jpg';

  it('are fetched once, and are one file in each folder that wants them', async () => {
    const out = newFolder();
    const { fetcher, asked } = aWeb({ [url]: picture('a') });
    const { pictures } = await pull(out, [image('street/a.jpg', url)], reading('https://cdn.example.com', fetcher));
    expect(pictures).toEqual({ pictures: 1, kept: 0, notFetched: 0 });
    const files = ['yolo/images/street/a.jpg', 'imagefolder/train/street/a.jpg'].map((name) => join(out, name));
    for (const file of files) expect(readFileSync(file, 'utf8')).toBe('a');
    expect(new Set(files.map((file) => statSync(file).ino)).size).toBe(1);
    expect(asked).toEqual([url]);
  });

  it('are not fetched again, and a folder that lacks one gets it from another', async () => {
    const out = newFolder();
    const { fetcher, asked } = aWeb({ [url]: picture('a') });
    const source = reading('https://cdn.example.com', fetcher);
    await pull(out, [image('a.jpg', url)], source);
    rmSync(join(out, 'yolo/images/a.jpg'));
    const again = await pull(out, [image('a.jpg', url)], source);
    expect([again.pictures, again.replaced]).toEqual([{ pictures: 1, kept: 1, notFetched: 0 }, []]);
    expect(readFileSync(join(out, 'yolo/images/a.jpg'), 'utf8')).toBe('a');
    expect(asked).toEqual([url]);
  });

  it('are those of the splits that are chosen', async () => {
    const out = newFolder();
    const { fetcher, asked } = aWeb({ [url]: picture('a') });
    const images = [image('a.jpg', url, 'val'), image('b.jpg', 'https://cdn.example.com/b.jpg', 'train')];
    await pull(out, images, reading('https://cdn.example.com', fetcher), { splits: ['val'] });
    expect(asked).toEqual([url]);
  });

  it('come from no host that was not named, redirects included', async () => {
    const out = newFolder();
    const { fetcher, asked } = aWeb({
      'https://cdn.example.com/moved.jpg': redirect('http://169.254.169.254/latest/meta-data/'),
      'https://cdn.example.com/near.jpg': redirect('/a.jpg'),
      [url]: picture('a'),
      'http://169.254.169.254/latest/meta-data/': picture('secret'),
    });
    const images = [
      image('inside.jpg', 'http://169.254.169.254/latest/meta-data/'),
      image('like.jpg', 'https://cdn.example.com.evil.org/a.jpg'),
      image('moved.jpg', 'https://cdn.example.com/moved.jpg'),
      image('near.jpg', 'https://cdn.example.com/near.jpg'),
      image('user.jpg', 'https://cdn.example.com@evil.org/a.jpg'),
    ];
    const { pictures } = await pull(out, images, reading('https://cdn.example.com', fetcher));
    expect(pictures).toMatchObject({ pictures: 1, notFetched: 4 });
    expect(asked.toSorted()).toEqual([url, 'https://cdn.example.com/moved.jpg', 'https://cdn.example.com/near.jpg']);
    expect(Object.fromEntries(report(out).map(({ path, reason }) => [path, reason]))).toEqual({
      'images/inside.jpg': '--images-from does not name http://169.254.169.254',
      'images/like.jpg': '--images-from does not name https://cdn.example.com.evil.org',
      'images/moved.jpg': 'a redirect to http://169.254.169.254, which --images-from does not name',
      'images/user.jpg': '--images-from does not name https://evil.org',
    });
  });

  it('come from no bucket or folder of one that was not named', async () => {
    const { fetcher } = aWeb({});
    const images = [
      image('a.jpg', 's3://other/a.jpg'),
      image('b.jpg', 's3://harbour-private/b.jpg'),
      image('c.jpg', 's3://harbour/secret/c.jpg'),
    ];
    const { pictures } = await pull(newFolder(), images, reading('s3://harbour/images', fetcher));
    expect(pictures).toMatchObject({ pictures: 0, notFetched: 3 });
  });

  it.each(['images/../../evil.jpg', '/evil.jpg'])('stay in the folder: %j is refused', async (path) => {
    const folder = newFolder();
    const { fetcher, asked } = aWeb({ [url]: picture('evil') });
    const images = [{ ...image('a.jpg', url), path }];
    const pulled = pull(join(folder, 'out'), images, reading('https://cdn.example.com', fetcher));
    await expect(pulled).rejects.toThrow(/^A path of the release must stay in its folder, but /);
    expect(asked).toEqual([]);
  });

  it('that cannot be had are in the report with the reason, and no other run keeps their lines', async () => {
    const out = newFolder();
    const { fetcher } = aWeb({
      'https://cdn.example.com/gone.jpg': () => new Response(null, { status: 404 }),
      'https://cdn.example.com/login.jpg': () => new Response('<html>', { headers: { 'content-type': 'text/html' } }),
      'https://cdn.example.com/loop.jpg': redirect('/loop.jpg'),
      'https://cdn.example.com/nowhere.jpg': redirect('http://[nowhere'),
    });
    const images = [
      image('encord.jpg', 'cloud/encord.jpg'),
      image('gone.jpg', 'https://cdn.example.com/gone.jpg'),
      image('login.jpg', 'https://cdn.example.com/login.jpg'),
      image('loop.jpg', 'https://cdn.example.com/loop.jpg'),
      image('none.jpg', null),
      image('nowhere.jpg', 'https://cdn.example.com/nowhere.jpg'),
      image('unknown.jpg', 'https://cdn.example.com/unknown.jpg'),
    ];
    await pull(out, images, reading('https://cdn.example.com', fetcher));
    expect(Object.fromEntries(report(out).map(({ path, reason }) => [path, reason]))).toEqual({
      'images/encord.jpg': 'an address that only the platform understands',
      'images/gone.jpg': 'the host answered 404',
      'images/login.jpg': 'the host answered with a web page, such as one to log in',
      'images/loop.jpg': 'more than 5 redirects',
      'images/nowhere.jpg': 'a redirect to an address that is not valid',
      'images/none.jpg': 'the platform does not say where it is',
      'images/unknown.jpg': 'no answer: ENOTFOUND',
    });
    const all = Object.fromEntries(images.map(({ uri }) => [uri ?? '', picture('there')]));
    const again = await pull(
      out,
      [image('gone.jpg', images[1]?.uri ?? '')],
      reading('https://cdn.example.com', aWeb(all).fetcher),
    );
    expect(again.pictures?.notFetched).toBe(0);
    expect(() => report(out)).toThrow(/ENOENT/);
  });

  it('that broke off are not there, and are fetched by the next run', async () => {
    const out = newFolder();
    const half = () => {
      const body = new ReadableStream({
        pull(controller) {
          controller.enqueue(Buffer.from('half'));
          controller.error(new TypeError('terminated'));
        },
      });
      return new Response(body, { headers: { 'content-type': 'image/jpeg' } });
    };
    await pull(out, [image('a.jpg', url)], reading('https://cdn.example.com', aWeb({ [url]: half }).fetcher));
    expect(report(out)[0]?.reason).toMatch(/^the answer broke off: /);
    expect(() => statSync(join(out, 'yolo/images/a.jpg'))).toThrow(/ENOENT/);
    const whole = aWeb({ [url]: picture('whole') });
    await pull(out, [image('a.jpg', url)], reading('https://cdn.example.com', whole.fetcher));
    expect(readFileSync(join(out, 'yolo/images/a.jpg'), 'utf8')).toBe('whole');
  });

  it('of this machine are linked to, by their names or the paths of their addresses', async () => {
    const [out, root] = [newFolder(), newFolder()];
    mkdirSync(join(root, 'street'));
    writeFileSync(join(root, 'street', 'a.jpg'), 'a');
    mkdirSync(join(root, 'uploads'));
    writeFileSync(join(root, 'uploads', 'b 1.jpg'), 'b');
    const images = [
      image('street/a.jpg', null),
      image('b.jpg', 's3://harbour/uploads/b%201.jpg'),
      image('c.jpg', `../${root.split('/').at(-1)}/street/a.jpg`),
      image('d.jpg', 'https://cdn.example.com/%E0%A4%A'),
    ];
    const { pictures } = await pull(out, images, { root });
    expect(pictures).toMatchObject({ pictures: 2, notFetched: 2 });
    const linked = join(out, 'yolo/images/b.jpg');
    expect([lstatSync(linked).isSymbolicLink(), readlinkSync(linked)]).toEqual([
      true,
      join(root, 'uploads', 'b 1.jpg'),
    ]);
    expect(readFileSync(join(out, 'imagefolder/train/street/a.jpg'), 'utf8')).toBe('a');
    expect(
      report(out)
        .map(({ path }) => path)
        .toSorted(),
    ).toEqual(['images/c.jpg', 'images/d.jpg']);
    expect((await pull(out, images, { root })).pictures).toMatchObject({ pictures: 2, kept: 2 });
  });
});

describe('the sources of pictures', () => {
  it.each(['ftp://host', 'https://host/folder', 'harbour', 's3://', ''])('must not be %j', (text) => {
    expect(() => pictureSourcesOf(text)).toThrow('Write it like this: s3://bucket,s3://bucket/folder,https://host.');
  });
});

describe('the folders of pictures', () => {
  const releaseOf = (formats: { id: string; options?: unknown }[], names: string[] = []) =>
    ({ input: { formats }, splits: names.map((split) => ({ split, images: 1, objects: {} })) }) as never;

  it('are where each format looks for them, in each of its trees', async () => {
    const formats = [{ id: 'yolo', options: [{}, { shapes: 'boxes' }] }, { id: 'kitti' }, { id: 'imagefolder' }];
    const split = await pictureFolders(releaseOf(formats, ['train', 'val']), undefined);
    expect(split('train')).toEqual(['yolo/images', 'yolo-boxes/images', 'kitti/train/image_2', 'imagefolder/train']);
    const whole = await pictureFolders(releaseOf(formats), ['kitti', 'imagefolder']);
    expect(whole(undefined)).toEqual(['kitti/image_2', 'imagefolder']);
  });

  it.each([{ id: 'of-my-own' }, { id: 'yolo', options: { shapes: 'of-a-later-version' } }])(
    'are not known of a format that is not: %j',
    async (format) => {
      await expect(pictureFolders(releaseOf([format]), undefined)).rejects.toThrow(
        `The format ${format.id} of the release, with its options, must be known here, but is not`,
      );
    },
  );
});
