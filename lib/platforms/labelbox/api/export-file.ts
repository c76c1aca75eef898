import * as z from 'zod/mini';
import { PlatformRefused, PlatformUnavailable } from '../../../contracts/errors.ts';
import type { HttpAnswer, PlatformApi } from '../../platform.ts';
import { ask } from './client.ts';
import { linesIn } from './lines.ts';

export type ExportStream = 'RESULT' | 'ERRORS';

/** Labelbox's UInt64, which comes as a number or as a string of digits. No file reaches 2^53 bytes. */
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

/** The lines of a stream of a finished export, none when it has no such stream. Holds one piece of the file and one line. */
export async function* linesOf(task: string, stream: ExportStream, api: PlatformApi): AsyncGenerator<string> {
  try {
    yield* linesIn(piecesOf(task, stream, api));
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ERR_ENCODING_INVALID_ENCODED_DATA') throw error;
    throw new PlatformUnavailable(`The file of export task ${task} is not UTF-8.`, { cause: error });
  }
}

/** How long the parts of a file are, Labelbox decides; more than this of one is asked for piece by piece. */
const pieceBytes = 2 * 1024 * 1024;

async function* piecesOf(task: string, streamType: ExportStream, api: PlatformApi): AsyncGenerator<Uint8Array> {
  const where = { id: task };
  const { exportMetadataHeader: header } = (await ask(api, getHeader, { where, streamType })).task;
  const size = header?.totalSize ?? 0;
  for (let next = 0; next < size; ) {
    const answer = await ask(api, getPart, { where, streamType, offset: String(next) });
    const { offsets, file } = answer.task.exportFileFromOffset;
    const announced = offsets.end - offsets.start + 1;
    let came = 0;
    for await (const piece of downloads(file, announced, task, api)) {
      came += piece.length;
      if (came <= announced) yield piece;
    }
    if (came !== announced || offsets.end < next) {
      throw new PlatformUnavailable(
        `A part of export task ${task} is not what Labelbox announced: ${came} bytes came for bytes ${offsets.start} to ${offsets.end}, asked from ${next}.`,
      );
    }
    next = offsets.end + 1;
  }
}

/** A part at once, or in ranges where it is large; a server that knows no ranges gives it at once then, too. */
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

/** The URL carries its own signature: the API key must not go to the storage's host. */
async function download(
  url: string,
  task: string,
  api: PlatformApi,
  headers?: Record<string, string>,
): Promise<HttpAnswer> {
  if (!URL.canParse(url)) throw new PlatformUnavailable(`The address of a part of export task ${task} is no URL.`);
  try {
    const answer = await api.request({ method: 'GET', url, ...(headers ? { headers } : {}) });
    if (answer.status === 200 || (headers && answer.status === 206)) return answer;
    throw new PlatformUnavailable(`A part of export task ${task} could not be downloaded: HTTP ${answer.status}.`);
  } catch (error) {
    // Here it is the signed URL that was refused, since it ran out, and not the API key.
    if (!(error instanceof PlatformRefused)) throw error;
    throw new PlatformUnavailable(`The signed URL of a part of export task ${task} was refused.`, { cause: error });
  }
}
