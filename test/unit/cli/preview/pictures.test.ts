import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { fetchedPictures } from '../../../../cli/pictures/fetched-pictures.ts';
import { PageRoom } from '../../../../cli/pictures/kept-pictures.ts';
import { pictureSourcesOf } from '../../../../cli/pictures/picture-sources.ts';
import { picturesIn } from '../../../../cli/pictures/pictures.ts';
import { pictureReader } from '../../../../cli/pictures/read-picture.ts';
import { drawingsOfFile, drawingsOfLabel } from '../../../../cli/preview/drawings.ts';
import { defineFormat, shapedObjects } from '../../../../lib/formats/format.ts';
import type { Label } from '../../../../lib/label/label.ts';
import { withReader } from '../../../../lib/preview/draw-written.ts';
import { htmlPage } from '../../../../lib/preview/html-page.ts';
import { newFolder } from '../../../../local/new-folder.ts';

import { aLabel, anAnnotation } from '../../../support/labels.ts';
import { mediaSamples } from '../../../support/media-samples.ts';

const png = mediaSamples.png;
const address = `data:image/png;base64,${png.toString('base64')}`;

const imageUnit = (sourceUri: string | undefined, name = 'street/1.jpg'): Label['units'][number] => ({
  ...{ id: 'unit-1', name, media: 'image', width: 640, height: 480 },
  ...(sourceUri === undefined ? {} : { sourceUri }),
});
const labelOf = (sourceUri?: string) => aLabel({ units: [imageUnit(sourceUri)], annotations: [anAnnotation()] });

/** Pictures from a web of pages: URL → what it answers. */
function fetched(pages: Readonly<Record<string, Uint8Array<ArrayBuffer>>>, most?: number) {
  const asked: string[] = [];
  const fetcher = (async (url: string) => {
    asked.push(url);
    return pages[url] ? new Response(pages[url]) : new Response(null, { status: 404 });
  }) as typeof fetch;
  const s3 = new S3Client({ region: 'eu-west-1' });
  const read = pictureReader(pictureSourcesOf('https://cdn.example.com'), { s3, fetch: fetcher });
  return { asked, pictures: fetchedPictures(read, { room: new PageRoom(most) }) };
}

async function pageOf(label: Label, pictures: ReturnType<typeof fetched>['pictures']): Promise<string> {
  return htmlPage('page', await drawingsOfLabel(label, undefined, { pictures }));
}

describe('the pictures that a label says the addresses of', () => {
  it('are in the page themselves, and no address is, so that it holds no signature', async () => {
    const url = 'https://cdn.example.com/1.jpg?signature=secret';
    const { pictures } = fetched({ [url]: Uint8Array.from(png) });
    const page = await pageOf(labelOf(url), pictures);
    expect(page).toContain(address);
    expect(page).not.toMatch(/secret|cdn\.example/);
  });

  it('are fetched from nowhere but the sources, and the page says so', async () => {
    const { asked, pictures } = fetched({});
    const page = await pageOf(labelOf('https://elsewhere.example.com/1.jpg?signature=secret'), pictures);
    expect(page).toContain('The picture is not shown: --images-from does not name https://elsewhere.example.com');
    expect(page).not.toContain('secret');
    expect(asked).toEqual([]);
  });

  it.each([
    ['is not there', {}, 'the host answered 404'],
    ['is none', { 'https://cdn.example.com/1.jpg': Uint8Array.from(Buffer.from('text')) }, 'must be a picture'],
    [
      'no browser shows',
      { 'https://cdn.example.com/1.jpg': Uint8Array.from(Buffer.from('<svg width="1" height="1"/>')) },
      'must be PNG, JPEG, GIF, WebP, AVIF or BMP',
    ],
    [
      'is too long',
      { 'https://cdn.example.com/1.jpg': new Uint8Array(32 * 1024 * 1024 + 1) },
      'it is longer than 33554432 bytes',
    ],
  ])('are left out with the reason where one %s', async (_what, pages, reason) => {
    const page = await pageOf(labelOf('https://cdn.example.com/1.jpg'), fetched(pages).pictures);
    expect(page).toContain(`The picture is not shown: `);
    expect(page).toContain(reason);
    expect(page).not.toContain('data:image');
  });

  it('are never those of another label whose unit has the same name', async () => {
    const { pictures } = fetched({ 'https://cdn.example.com/1.jpg': Uint8Array.from(png) });
    expect(await pageOf(labelOf('https://cdn.example.com/1.jpg'), pictures)).toContain(address);
    expect(await pageOf(labelOf(), pictures)).not.toContain(address);
  });

  it('are those of the files of the label, which have the unit’s name without its ending', async () => {
    const { pictures } = fetched({ 'https://cdn.example.com/1.jpg': Uint8Array.from(png) });
    await pictures.load?.([imageUnit('https://cdn.example.com/1.jpg', 'street/1.2.jpg')]);
    const format = defineFormat({
      ...{
        id: 'ours',
        title: 'Ours',
        specification: 'ours',
        Options: z.strictObject({}),
        holds: { ...shapedObjects, shapes: ['box'] },
      },
      write: () => ({ files: [], omitted: [] }),
      ownReader: async () => ({ read: () => [{ unit: 'street/1.2', category: 'car' }] }),
    });
    const chosen = await withReader({ format, options: {} });
    if (!chosen) throw new TypeError('The format must have a reader.');
    const file = { path: 'street/1.2.txt', bytes: Buffer.from('') };
    expect(htmlPage('page', drawingsOfFile(file, chosen, { pictures }))).toContain(address);
  });

  it('are shown as long as they fit into a page together: of the others, the size is known', async () => {
    const url = 'https://cdn.example.com/1.jpg';
    const { pictures } = fetched({ [url]: Uint8Array.from(png) }, address.length);
    expect(await pageOf(labelOf(url), pictures)).toContain(address);
    const second = await pageOf(labelOf(url), pictures);
    expect(second).not.toContain(address);
    expect(second).toContain('The picture is not shown: the pictures before it fill the page');
    expect(pictures.of({ name: 'street/1.jpg' })).toEqual({ width: 1, height: 1 });
  });
});

describe('the video or audio that a unit is', () => {
  const mp4 = Uint8Array.from(Buffer.from('\0\0\0\x18ftypisom\0\0\x02\0isommp41', 'latin1'));
  const url = 'https://cdn.example.com/drive.mp4?signature=secret';
  const frame = { at: { kind: 'frame', frame: 3 } } as const;
  const film = (parts: object = { framesPerSecond: 25 }) =>
    aLabel({
      units: [{ ...imageUnit(url, 'drive.mp4'), media: 'video', ...parts }],
      annotations: [anAnnotation(frame)],
    });

  it('is in the page itself, and one script whose hash the page names moves it to the frame that is chosen', async () => {
    const page = await pageOf(film(), fetched({ [url]: mp4 }).pictures);
    expect(page).toContain(`<video src="data:video/mp4;base64,${Buffer.from(mp4).toString('base64')}"`);
    expect(page).toContain('data-seconds="0.14"');
    expect(page).not.toMatch(/secret|cdn\.example/);
    const [, script = ''] = /<script>(.*)<\/script>/.exec(page) ?? [];
    const hash = createHash('sha256').update(script).digest('base64');
    expect(page).toContain(`; media-src data:; script-src 'sha256-${hash}'"`);
  });

  it('is shown beside its frames where the label does not say their rate, and the page says so', async () => {
    const page = await pageOf(film({}), fetched({ [url]: mp4 }).pictures);
    expect(page).toContain('it does not move with them');
    expect(page).toMatch(/<video src="data:[^"]*" controls="controls">/);
  });

  it.each([
    ['of another kind', Uint8Array.from(png), 'drive.mp4 must be a video, but is image/png.'],
    [
      'of no kind',
      Uint8Array.from(Buffer.from('text')),
      'drive.mp4 must be a video, but is a file of an unknown kind.',
    ],
    ['too long', new Uint8Array(32 * 1024 * 1024 + 1), 'it is longer than 33554432 bytes'],
  ])('is left out with the reason where it is %s, and the page then has no script', async (_what, bytes, reason) => {
    const page = await pageOf(film(), fetched({ [url]: bytes }).pictures);
    expect(page).toContain(reason);
    expect(page).not.toMatch(/<video|<script|media-src/);
  });
});

describe('the pictures of a folder', () => {
  it('are found by the names of units, with any ending or none', () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'street'));
    writeFileSync(join(folder, 'street', '1.png'), png);
    const pictures = picturesIn(folder);
    for (const name of ['street/1.png', 'street/1.jpg', 'street/1']) {
      expect(pictures.of({ name })).toEqual({ address, width: 1, height: 1 });
    }
    expect(pictures.of({ name: 'street/2.png' })).toBeUndefined();
    expect(pictures.reasonOf?.({ name: 'street/2.png' })).toBeUndefined();
  });

  it('that are none are left out with the reason', () => {
    const folder = newFolder();
    writeFileSync(join(folder, '1.png'), 'text');
    const pictures = picturesIn(folder);
    expect(pictures.of({ name: '1.png' })).toBeUndefined();
    expect(pictures.reasonOf?.({ name: '1.png' })).toContain('must be a picture, but is none that can be read.');
  });
});
