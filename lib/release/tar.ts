/**
 * Files → the bytes of a tar archive, as every tar reads it: https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html.
 * Equal files make equal bytes: no times, no owners.
 */
export class TarArchive {
  readonly #parts: Buffer[] = [];
  #bytes = 0;
  files = 0;

  get bytes(): number {
    return this.#bytes;
  }

  add(path: string, content: Uint8Array): void {
    if (!isPlain(path)) this.#entry('././@PaxHeader', 'x', paxRecord('path', path));
    this.#entry(isPlain(path) ? path : shortened(path), '0', content);
    this.files += 1;
  }

  /** Two empty blocks end it. */
  finish(): Buffer {
    return Buffer.concat([...this.#parts, Buffer.alloc(2 * block)]);
  }

  #entry(name: string, type: '0' | 'x', content: Uint8Array): void {
    const padding = (block - (content.length % block)) % block;
    this.#parts.push(header(name, type, content.length), Buffer.from(content), Buffer.alloc(padding));
    this.#bytes += block + content.length + padding;
  }
}

const block = 512;
const longestName = 100;

/** What the name of the header itself holds; every other path has a record of its own in front. */
const isPlain = (path: string): boolean => path.length <= longestName && /^[\x20-\x7e]*$/.test(path);

/** Read by nobody who reads the record in front of it. */
const shortened = (path: string): string => path.replaceAll(/[^\x20-\x7e]/g, '_').slice(-longestName);

function header(name: string, type: string, size: number): Buffer {
  const bytes = Buffer.alloc(block);
  const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, '0')}\0`;
  bytes.write(name, 0, 'latin1');
  bytes.write(octal(0o644, 7), 100, 'latin1');
  bytes.write(octal(0, 7), 108, 'latin1'); // owner
  bytes.write(octal(0, 7), 116, 'latin1'); // group
  bytes.write(octal(size, 11), 124, 'latin1');
  bytes.write(octal(0, 11), 136, 'latin1'); // time of change
  bytes.write(' '.repeat(8), 148, 'latin1'); // the checksum counts itself as spaces
  bytes.write(type, 156, 'latin1');
  bytes.write('ustar\u000000', 257, 'latin1');
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return bytes;
}

/** `<length> key=value\n`, where the length counts its own digits, too. */
function paxRecord(key: string, value: string): Buffer {
  const rest = Buffer.byteLength(` ${key}=${value}\n`);
  let length = rest + String(rest).length;
  if (String(length).length > String(rest).length) length = rest + String(length).length;
  return Buffer.from(`${length} ${key}=${value}\n`);
}
