import { TextDecoder } from 'node:util';
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
 * Bytes of a line in memory, which is a data row with all of its labels: as much as an answer of one request may have. One
 * character beyond Latin-1 makes V8 hold the whole line with two bytes a character.
 */
const longestLine = 64 * 1024 * 1024;
const beyondLatin1 = /[\u0100-\uffff]/;
/** Of a longer line only its beginning is kept, which names the data row. */
const keptCharacters = 10_000;

export type ExportLine = {
  readonly text: string;
  /** The line is too long to be held, and `text` is its beginning. */
  readonly isCut: boolean;
};

/** The lines of a stream of a finished export; empty when it has no such stream. Holds one piece of the file and one line. */
export async function* linesOf(task: string, stream: ExportStream, api: PlatformApi): AsyncGenerator<ExportLine> {
  try {
    yield* linesIn(piecesOf(task, stream, api));
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ERR_ENCODING_INVALID_ENCODED_DATA') throw error;
    throw new PlatformUnavailable(`The file of export task ${task} must be UTF-8, but is not.`, { cause: error });
  }
}

/** The lines of a file whose pieces may end inside a line or a character; empty lines are left out. */
async function* linesIn(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<ExportLine> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let open = new OpenLine();
  for await (const piece of pieces) {
    const text = decoder.decode(piece, { stream: true });
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      open.add(text.slice(start, end));
      start = end + 1;
      yield* open.lines();
      open = new OpenLine();
    }
    open.add(text.slice(start));
  }
  open.add(decoder.decode());
  yield* open.lines();
}

/** A line of many pieces is joined once. */
class OpenLine {
  #parts: string[] = [];
  #length = 0;
  #isWide = false;

  get #isTooLong(): boolean {
    return this.#length * (this.#isWide ? 2 : 1) > longestLine;
  }

  add(part: string): void {
    this.#length += part.length;
    this.#isWide ||= beyondLatin1.test(part);
    if (!this.#isTooLong) this.#parts.push(part);
    else this.#parts = [[...this.#parts, part.slice(0, keptCharacters)].join('').slice(0, keptCharacters)];
  }

  *lines(): Generator<ExportLine> {
    const text = this.#parts.join('');
    if (text.trim() !== '') yield { text, isCut: this.#isTooLong };
  }
}

/** Labelbox decides how long the parts of a file are; a part longer than this is downloaded piece by piece. */
const pieceBytes = 2 * 1024 * 1024;

async function* piecesOf(task: string, streamType: ExportStream, api: PlatformApi): AsyncGenerator<Uint8Array> {
  const where = { id: task };
  const { exportMetadataHeader: header } = (await ask(api, getHeader, { where, streamType })).task;
  const size = header?.totalSize ?? 0;
  for (let next = 0; next < size; ) {
    const answer = await ask(api, getPart, { where, streamType, offset: String(next) });
    const { offsets, file } = answer.task.exportFileFromOffset;
    const announced = offsets.end - offsets.start + 1;
    let received = 0;
    for await (const piece of downloads(file, announced, task, api)) {
      received += piece.length;
      if (received <= announced) yield piece;
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
