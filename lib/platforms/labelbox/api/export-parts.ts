import * as z from 'zod/mini';
import { PlatformRefused, PlatformUnavailable } from '../../../contracts/errors.ts';
import { given } from '../../../contracts/given.ts';
import type { HttpAnswer, PlatformApi } from '../../platform.ts';
import { ask } from './client.ts';

export type ExportStream = 'RESULT' | 'ERRORS';

/** Labelbox's UInt64: a number or a string of digits. No file reaches 2^53 bytes. */
const offset = z.pipe(
  z.union([z.int().check(z.nonnegative()), z.string().check(z.regex(/^\d{1,15}$/))]),
  z.transform((digits) => Number(digits)),
);

const getHeader = {
  name: 'GetExportMetadataHeaderPyApi',
  query: `query GetExportMetadataHeaderPyApi($where: WhereUniqueIdInput, $streamType: TaskStreamType!) {
    task(where: $where) { exportMetadataHeader(streamType: $streamType) { totalSize totalLines } }
  }`,
  Data: z.object({ task: z.object({ exportMetadataHeader: z.nullish(z.object({ totalSize: offset })) }) }),
};

const getPart = {
  name: 'GetExportFileFromOffsetPyApi',
  query: `query GetExportFileFromOffsetPyApi($where: WhereUniqueIdInput, $streamType: TaskStreamType!, $offset: UInt64!) {
    task(where: $where) {
      exportFileFromOffset(streamType: $streamType, offset: $offset) { offsets { start end } lines { start end } file }
    }
  }`,
  Data: z.object({
    task: z.object({
      exportFileFromOffset: z.object({ offsets: z.object({ start: offset, end: offset }), file: z.string() }),
    }),
  }),
};

/**
 * A place in an export's file: a part, by the offset that it was requested with, and how many of its bytes come before. Offsets
 * of other places are not reliable, as a comment of the SDK says, so a download goes on with the part that it left.
 */
export type Place = { readonly part: number; readonly skip: number };

export type Piece = { readonly bytes: Uint8Array; readonly place: Place };

/** Labelbox decides how long the parts of a file are; a part longer than this is downloaded piece by piece. */
const pieceBytes = 2 * 1024 * 1024;

/** The pieces of a stream of a finished export, from a place on; none when it has no such stream. */
export async function* piecesOf(
  task: string,
  streamType: ExportStream,
  api: PlatformApi,
  from: Place,
): AsyncGenerator<Piece> {
  const where = { id: task };
  const { exportMetadataHeader: header } = (await ask(api, getHeader, { where, streamType })).task;
  const size = header?.totalSize ?? 0;
  for (let next = from.part; next < size; ) {
    const answer = await ask(api, getPart, { where, streamType, offset: String(next) });
    const { offsets, file } = answer.task.exportFileFromOffset;
    const announced = offsets.end - offsets.start + 1;
    const skipped = next === from.part ? from.skip : 0;
    let received = 0;
    for await (const bytes of downloads(file, announced, task, api)) {
      const skip = Math.min(Math.max(skipped - received, 0), bytes.length);
      const place = { part: next, skip: received + skip };
      received += bytes.length;
      if (received <= announced) yield { bytes: bytes.subarray(skip), place };
    }
    if (received !== announced || offsets.end < next) {
      throw new PlatformUnavailable(
        `A part of export task ${task} is not what Labelbox announced: ${received} bytes for bytes ${offsets.start} to ${offsets.end}, asked from ${next}.`,
      );
    }
    next = offsets.end + 1;
  }
}

/** A part at once, or in ranges where it is large; a server that does not know ranges sends it at once anyway. */
async function* downloads(url: string, bytes: number, task: string, api: PlatformApi): AsyncGenerator<Uint8Array> {
  if (bytes <= pieceBytes) {
    yield (await download(url, task, api)).body;
    return;
  }
  for (let start = 0; start < bytes; start += pieceBytes) {
    const range = `bytes=${start}-${Math.min(start + pieceBytes, bytes) - 1}`;
    const { status, body } = await download(url, task, api, { range });
    yield body;
    if (status === 200) return;
  }
}

/** The URL carries its own signature: the host of the storage must not get the API key. */
async function download(
  url: string,
  task: string,
  api: PlatformApi,
  headers?: Record<string, string>,
): Promise<HttpAnswer> {
  if (!URL.canParse(url)) {
    throw new PlatformUnavailable(`The address of a part of export task ${task} must be a URL, but is not.`);
  }
  try {
    const answer = await api.request(given({ method: 'GET', url, headers }));
    if (answer.status === 200 || (headers && answer.status === 206)) return answer;
    throw new PlatformUnavailable(`A part of export task ${task} could not be downloaded: HTTP ${answer.status}.`);
  } catch (error) {
    // The storage refused the signed URL, which expires, and not the API key.
    if (!(error instanceof PlatformRefused)) throw error;
    throw new PlatformUnavailable(`The signed URL of a part of export task ${task} was refused.`, { cause: error });
  }
}
