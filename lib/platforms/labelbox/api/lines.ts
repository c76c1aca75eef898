import { TextDecoder } from 'node:util';

/**
 * The lines of a file that comes in pieces, which may end inside a line or a character; empty ones left out. Holds a piece and
 * the line that is not whole yet. Throws ERR_ENCODING_INVALID_ENCODED_DATA where the bytes are not UTF-8.
 */
export async function* linesIn(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let open: string[] = []; // a line of many pieces is joined once
  for await (const piece of pieces) {
    const text = decoder.decode(piece, { stream: true });
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      const line = open.join('') + text.slice(start, end);
      open = [];
      start = end + 1;
      if (line.trim() !== '') yield line;
    }
    open.push(text.slice(start));
  }
  const last = open.join('') + decoder.decode();
  if (last.trim() !== '') yield last;
}
