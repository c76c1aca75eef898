import { S3Client } from '@aws-sdk/client-s3';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pictureSourcesOf } from '../../cli/pictures/picture-sources.ts';
import { buildPage } from '../../console/build.ts';
import { newFolder } from '../../local/new-folder.ts';
import { type OpenConsole, openConsole } from '../../local/open-console.ts';
import { aRunningPipeline, type TestPipeline } from '../support/running-pipeline.ts';
import { anEncordLabel } from '../support/served-labels.ts';

const host = 'https://films.example.com';
const framesPerSecond = 10;

let on: TestPipeline;
let opened: OpenConsole;
let film: Uint8Array = new Uint8Array();
const asked: string[] = [];

/** Parts of the film, as a web host gives them. */
const fetcher = (async (url: string, init: RequestInit) => {
  asked.push(url);
  const [, first = '0', last] = /^bytes=(\d+)-(\d*)$/.exec(new Headers(init.headers).get('range') ?? '') ?? [];
  const [start, end] = [Number(first), last ? Number(last) + 1 : film.length];
  const headers = { 'content-type': 'video/webm', 'content-range': `bytes ${start}-${end - 1}/${film.length}` };
  return new Response(Buffer.from(film.subarray(start, end)), { status: 206, headers });
}) as typeof fetch;

/** A label of two frames of a video, one in its red first second and one in its blue last. */
function aFilm(link: string, rate: object) {
  const label = anEncordLabel({ project: 'films', label: `film-${link}`, title: `${link}.webm`, dataUnit: link });
  const [unit] = Object.values(label.document.data_units as Record<string, { labels: object }>);
  label.document.data_type = 'video';
  label.document.data_units = {
    [link]: {
      ...unit,
      ...{ data_type: 'video/webm', data_link: `${host}/${link}.webm?signature=secret`, width: 64, height: 48 },
      ...{ data_duration: 2, ...rate },
      labels: { 2: unit?.labels, 17: unit?.labels },
    },
  };
  return label;
}

beforeAll(async () => {
  on = await aRunningPipeline();
  const page = newFolder();
  await buildPage(page);
  const s3 = new S3Client({ region: 'eu-west-1' });
  const media = { sources: pictureSourcesOf(host), s3, fetch: fetcher };
  opened = await openConsole(on.pipeline, { page, deployment: { media } });
  film = await filmed(opened.browser);
  for (const label of [aFilm('known', { data_fps: framesPerSecond }), aFilm('unknown', {})]) {
    on.pipeline.connection('encord').labels.push(label);
    await on.announce('encord', label);
  }
});
afterAll(async () => {
  await opened.close();
  await on.stop();
});

/** Two seconds of a canvas that turns from red to blue. */
async function filmed(browser: Browser): Promise<Uint8Array> {
  const page = await browser.newPage();
  const base64 = await page.evaluate<string>(`(async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 64, height: 48 });
    const context = canvas.getContext('2d');
    const recorder = new MediaRecorder(canvas.captureStream(${framesPerSecond}), { mimeType: 'video/webm;codecs=vp8' });
    const pieces = [];
    recorder.ondataavailable = ({ data }) => pieces.push(data);
    const stopped = new Promise((resolve) => (recorder.onstop = resolve));
    recorder.start();
    for (let frame = 0; frame < 20; frame += 1) {
      context.fillStyle = frame < 10 ? 'red' : 'blue';
      context.fillRect(0, 0, 64, 48);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    recorder.stop();
    await stopped;
    const reader = new FileReader();
    const read = new Promise((resolve) => (reader.onload = resolve));
    reader.readAsDataURL(new Blob(pieces));
    await read;
    return reader.result.split(',')[1];
  })()`);
  await page.close();
  return Buffer.from(base64, 'base64');
}

/** What the video shows below the first frame that the slider is at. */
const shownIn = (page: Page) =>
  page.evaluate<{ colour: string; seconds: number }>(`(async () => {
    const video = document.querySelector('.moving video');
    while (video.readyState < 2 || video.seeking) await new Promise((resolve) => setTimeout(resolve, 20));
    const canvas = Object.assign(document.createElement('canvas'), { width: 64, height: 48 });
    const context = canvas.getContext('2d');
    context.drawImage(video, 0, 0, 64, 48);
    const [red, , blue] = context.getImageData(4, 4, 1, 1).data;
    return { colour: red > blue ? 'red' : 'blue', seconds: video.currentTime };
  })()`);

it('a video lies below the shapes of each frame, at the time of the frame, from this server alone', async () => {
  const page = await opened.open();
  await page.getByRole('link', { name: /^known\.webm/ }).click();
  await page.locator('.moving video').waitFor();
  expect(await shownIn(page)).toEqual({ colour: 'red', seconds: 0.25 });
  await page.getByRole('slider').press('End');
  await page.getByText('frame 17', { exact: true }).first().waitFor();
  expect(await shownIn(page)).toEqual({ colour: 'blue', seconds: 1.75 });
  const shapes = await page.locator('.moving .svg').boundingBox();
  expect(await page.locator('.moving video').boundingBox()).toMatchObject({ x: shapes?.x, y: shapes?.y });
  expect(await page.content()).not.toMatch(/secret|films\.example\.com\//);
  expect(new Set(asked)).toEqual(new Set([`${host}/known.webm`]));
  await page.getByText(`--images-from ${host} --open`).waitFor();
  expect(opened.reported).toEqual([]);
});

it('a video of a label without a rate of frames is shown beside them, and the page says why', async () => {
  const page = await opened.open();
  await page.getByRole('link', { name: 'unknown.webm' }).click();
  await page.locator('figure > video').waitFor();
  await page.getByText('it does not move with them').first().waitFor();
  expect(await page.locator('.moving').count()).toBe(0);
});
