import { fileTypeFromBuffer } from 'file-type';

/** How many of the first bytes every signature needs: https://github.com/sindresorhus/file-type#filetypefrombufferbuffer-options */
export const sniffedBytes = 4100;

type Signature = { readonly content: string; readonly at: number; readonly magic: string };

/** What file-type does not know, or sees only with more of the file. */
const signatures: readonly Signature[] = [
  { content: 'application/dicom', at: 128, magic: 'DICM' }, // https://dicom.nema.org/medical/dicom/current/output/html/part10.html#sect_7.1
  { content: 'application/vnd.nitf', at: 0, magic: 'NITF02.00' }, // https://www.loc.gov/preservation/digital/formats/fdd/fdd000366.shtml
  { content: 'application/vnd.nitf', at: 0, magic: 'NITF02.10' },
  { content: 'image/tiff', at: 0, magic: 'II+\0' }, // BigTIFF: https://www.loc.gov/preservation/digital/formats/fdd/fdd000328.shtml
  { content: 'image/tiff', at: 0, magic: 'MM\0+' },
];

/** A long ID3 tag (a cover picture) hides the frames after it. */
const hidden: readonly Signature[] = [{ content: 'audio/mpeg', at: 0, magic: 'ID3' }];

const matching = (list: readonly Signature[], bytes: Uint8Array): string | undefined =>
  list.find(
    ({ at, magic }) =>
      Buffer.from(bytes)
        .subarray(at, at + magic.length)
        .toString('latin1') === magic,
  )?.content;

/** The media type of an object by its first bytes; undefined when it is not known. */
export async function contentOf(bytes: Uint8Array): Promise<string | undefined> {
  const known = matching(signatures, bytes) ?? (await fileTypeFromBuffer(bytes))?.mime;
  return known ?? matching(hidden, bytes) ?? textIn(bytes);
}

/** Whether it is UTF-8 without control characters, where the last character may be cut off; and what kind of text. */
function textIn(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: text does not contain them
    if (/[\0-\x08\x0b\x0e-\x1a\x1c-\x1f]/.test(text)) return undefined;
    if (/^\s*<(!doctype html|html)\b/i.test(text)) return 'text/html';
    return /^\s*[[{]/.test(text) ? 'application/json' : 'text/plain';
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
