import type { Size } from './size.ts';

/** Lengths of headers: of OS/2, and of Windows. https://learn.microsoft.com/windows/win32/gdi/bitmap-header-types */
const lengths: ReadonlySet<number> = new Set([12, 16, 40, 52, 56, 64, 108, 124]);

export function bmpSize(start: Buffer): Size {
  const length = start.readUInt32LE(14);
  if (!lengths.has(length)) throw new TypeError('The header must have one of the known lengths.');
  if (length === 12) return { width: start.readUInt16LE(18), height: start.readUInt16LE(20) };
  return { width: start.readInt32LE(18), height: Math.abs(start.readInt32LE(22)) }; // negative: the first row is the upper one
}
