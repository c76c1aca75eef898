/** Files of DICOM as explicit VR, little endian. https://dicom.nema.org/medical/dicom/current/output/html/part10.html, part05.html#chapter_7 */

type Text = 'CS' | 'DA' | 'DS' | 'IS' | 'LO' | 'PN' | 'SH' | 'TM' | 'UI';

/** The number of a tag is `0xggggeeee`. Texts are one value, or several that the writer joins. */
export type Element =
  | { readonly tag: number; readonly vr: Text; readonly value: string | readonly string[] }
  | { readonly tag: number; readonly vr: 'US'; readonly value: number }
  | { readonly tag: number; readonly vr: 'UL'; readonly value: readonly number[] }
  /** The number of another tag. */
  | { readonly tag: number; readonly vr: 'AT'; readonly value: number }
  | { readonly tag: number; readonly vr: 'OB'; readonly value: Uint8Array }
  | { readonly tag: number; readonly vr: 'SQ'; readonly value: readonly (readonly Element[])[] };

const explicitLittleEndian = '1.2.840.10008.1.2.1';
const implementation = '2.25.139211817612471893726115906436529613037'; // of what writes these files
const itemTag = 0xfffee000;

/** Of the elements of the data set, in ascending order of their tags. */
export function encodePart10(sopClassUid: string, instanceUid: string, dataSet: readonly Element[]): Buffer {
  const meta = encoded([
    { tag: 0x00020001, vr: 'OB', value: Buffer.from([0, 1]) },
    { tag: 0x00020002, vr: 'UI', value: sopClassUid },
    { tag: 0x00020003, vr: 'UI', value: instanceUid },
    { tag: 0x00020010, vr: 'UI', value: explicitLittleEndian },
    { tag: 0x00020012, vr: 'UI', value: implementation },
    { tag: 0x00020013, vr: 'SH', value: 'LABELWIRE' },
  ]);
  const length = encoded([{ tag: 0x00020000, vr: 'UL', value: [meta.length] }]);
  return Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), length, meta, encoded(dataSet)]);
}

function encoded(elements: readonly Element[]): Buffer {
  const pieces: Buffer[] = [];
  let last = -1;
  for (const element of elements) {
    if (element.tag <= last) throw new TypeError(`The tag ${element.tag.toString(16)} must come later.`);
    last = element.tag;
    const value = bytesOf(element);
    pieces.push(headerOf(element, value.length), value);
  }
  return Buffer.concat(pieces);
}

function headerOf({ tag, vr }: Element, length: number): Buffer {
  const isLong = vr === 'OB' || vr === 'SQ';
  const header = Buffer.alloc(isLong ? 12 : 8);
  writeTag(header, tag, 0);
  header.write(vr, 4, 'latin1');
  if (isLong) header.writeUInt32LE(length, 8);
  else header.writeUInt16LE(length, 6);
  return header;
}

function writeTag(target: Buffer, tag: number, place: number): void {
  target.writeUInt16LE(tag >>> 16, place);
  target.writeUInt16LE(tag & 0xffff, place + 2);
}

function bytesOf(element: Element): Buffer {
  switch (element.vr) {
    case 'US':
      return numbers([element.value], 2);
    case 'UL':
      return numbers(element.value, 4);
    case 'AT': {
      const tag = Buffer.alloc(4);
      writeTag(tag, element.value, 0);
      return tag;
    }
    case 'OB':
      return padded(Buffer.from(element.value), 0);
    case 'SQ':
      return Buffer.concat(element.value.flatMap(item));
    default: {
      const text = [element.value].flat().join('\\');
      return padded(Buffer.from(text), element.vr === 'UI' ? 0 : 0x20);
    }
  }
}

function item(elements: readonly Element[]): Buffer[] {
  const contents = encoded(elements);
  const header = Buffer.alloc(8);
  writeTag(header, itemTag, 0);
  header.writeUInt32LE(contents.length, 4);
  return [header, contents];
}

function numbers(values: readonly number[], bytes: 2 | 4): Buffer {
  const buffer = Buffer.alloc(values.length * bytes);
  for (const [index, value] of values.entries()) buffer.writeUIntLE(value, index * bytes, bytes);
  return buffer;
}

/** Every value has an even number of bytes. */
const padded = (value: Buffer, filler: number): Buffer =>
  value.length % 2 === 0 ? value : Buffer.concat([value, Buffer.from([filler])]);

/** A decimal string: of at most 16 characters, with as many digits as these hold. */
export function decimalString(value: number): string {
  let text = String(value);
  for (let digits = 16; text.length > 16; digits -= 1) text = String(Number(value.toPrecision(digits)));
  return text;
}
