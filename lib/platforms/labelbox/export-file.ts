import { TextDecoder } from 'node:util';
import * as z from 'zod/mini';
import { PlatformRefused, PlatformUnavailable } from '../../workflow/errors.ts';
import type { PlatformApi } from '../platform.ts';
import { ask } from './graphql.ts';

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

/** The lines of a stream of a finished export, none when it has no such stream. Holds one part of the file at a time. */
export async function* linesOf(task: string, stream: ExportStream, api: PlatformApi): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  for await (const part of partsOf(task, stream, api)) {
    const lines = (rest + decode(decoder, part, task)).split('\n'); // a part may end inside a line or a character
    rest = lines.pop() ?? '';
    yield* lines.filter((line) => line.trim() !== '');
  }
  rest += decode(decoder, undefined, task);
  if (rest.trim() !== '') yield rest;
}

async function* partsOf(task: string, streamType: ExportStream, api: PlatformApi): AsyncGenerator<Uint8Array> {
  const where = { id: task };
  const { exportMetadataHeader: header } = (await ask(api, getHeader, { where, streamType })).task;
  const size = header?.totalSize ?? 0;
  for (let next = 0; next < size; ) {
    const answer = await ask(api, getPart, { where, streamType, offset: String(next) });
    const { offsets, file } = answer.task.exportFileFromOffset;
    const part = await download(file, task, api);
    if (part.length !== offsets.end - offsets.start + 1 || offsets.end < next) {
      throw new PlatformUnavailable(
        `A part of export task ${task} is not what Labelbox announced: ${part.length} bytes came for bytes ${offsets.start} to ${offsets.end}, asked from ${next}.`,
      );
    }
    yield part;
    next = offsets.end + 1;
  }
}

/** The URL carries its own signature: the API key must not go to the storage's host. */
async function download(url: string, task: string, api: PlatformApi): Promise<Uint8Array> {
  try {
    const { status, body } = await api.request({ method: 'GET', url });
    if (status === 200) return body;
    throw new PlatformUnavailable(`A part of export task ${task} could not be downloaded: HTTP ${status}.`);
  } catch (error) {
    // Here it is the signed URL that was refused, since it ran out, and not the API key.
    if (!(error instanceof PlatformRefused)) throw error;
    throw new PlatformUnavailable(`The signed URL of a part of export task ${task} was refused.`, { cause: error });
  }
}

function decode(decoder: TextDecoder, part: Uint8Array | undefined, task: string): string {
  try {
    return part ? decoder.decode(part, { stream: true }) : decoder.decode();
  } catch (cause) {
    throw new PlatformUnavailable(`The file of export task ${task} is not UTF-8.`, { cause });
  }
}
