import { describe, expect, it } from 'vitest';
import { Recordings } from '../../../../cli/console/recordings.ts';
import { pictureSourcesOf } from '../../../../cli/pictures/picture-sources.ts';
import { PictureUnavailable, type RangeReader } from '../../../../cli/pictures/read-picture.ts';
import type { Recording } from '../../../../lib/preview/drawing.ts';

const film = { id: 'unit-1', name: 'drive.mp4', media: 'video', sourceUri: 's3://films/drive.mp4' } as const;

function recordingsOver(read: RangeReader) {
  const recordings = new Recordings(pictureSourcesOf('s3://films'), read);
  return { recordings, ask: (request: Request) => recordings.answer(request, new URL(request.url).pathname) };
}

const request = (recording: Recording | string | undefined, init: RequestInit = {}) => {
  if (typeof recording !== 'object') throw new TypeError('There must be a recording.');
  return new Request(`http://127.0.0.1:8790${recording.address}`, init);
};

describe('the recordings of a console', () => {
  it('are under addresses that hold neither their source nor a signature, one for each', () => {
    const { recordings } = recordingsOver(async () => ({ body: null }));
    const [one, again] = [recordings.of(film), recordings.of(film)];
    expect(one).toMatchObject({ kind: 'video', address: expect.stringMatching(/^\/media\/[\w-]{43}$/) });
    expect(again).toEqual(one);
    const other = recordings.of({ ...film, media: 'audio', sourceUri: 's3://films/call.wav' });
    expect(other).toMatchObject({ kind: 'audio' });
    expect((other as Recording).address).not.toBe((one as Recording).address);
  });

  it('are none of units that are not recorded, and say of others why there is none', () => {
    const { recordings } = recordingsOver(async () => ({ body: null }));
    expect(recordings.of({ ...film, media: 'image' })).toBeUndefined();
    expect(recordings.of({ id: 'unit-1', name: 'drive.mp4', media: 'video' })).toBeUndefined();
    expect(recordings.of({ ...film, sourceUri: 's3://elsewhere/a.mp4' })).toBe(
      '--images-from does not name s3://elsewhere',
    );
  });

  it('are handed on part by part, as a video or audio and nothing else', async () => {
    const asked: unknown[] = [];
    const { recordings, ask } = recordingsOver(async (uri, range) => {
      asked.push([uri, range]);
      const body = new Response('part').body;
      return { body, contentType: 'text/html', contentLength: 4, contentRange: 'bytes 2-5/9' };
    });
    const answer = await ask(request(recordings.of(film), { headers: { range: 'bytes=2-5' } }));
    expect(asked).toEqual([['s3://films/drive.mp4', 'bytes=2-5']]);
    expect([answer.status, await answer.text()]).toEqual([206, 'part']);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'video/mp4',
      'content-range': 'bytes 2-5/9',
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
  });

  it('are refused under an address that nobody gave, to another site, and where they cannot be read', async () => {
    const { recordings, ask } = recordingsOver(async () => {
      throw new PictureUnavailable('S3 answered AccessDenied');
    });
    const known = recordings.of(film);
    const unknown = new Request('http://127.0.0.1:8790/media/guessed');
    await expect(ask(unknown)).rejects.toMatchObject({ status: 404 });
    const stranger = request(known, { headers: { 'sec-fetch-site': 'cross-site' } });
    await expect(ask(stranger)).rejects.toMatchObject({ status: 403 });
    await expect(ask(request(known, { method: 'POST' }))).rejects.toMatchObject({ status: 405 });
    await expect(ask(request(known))).rejects.toMatchObject({
      status: 502,
      message: 'The video cannot be read: S3 answered AccessDenied.',
    });
  });
});
