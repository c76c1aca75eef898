import { escaped } from '../unit-path.ts';

const mostCharacters = 63; // 64 with the blank that makes the number of bytes even

/** A class name as a value of DICOM, in which a backslash parts two values. */
export function segmentLabel(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what has to go
  const safe = name.replace(/[\u0000-\u001f\u007f\\]/g, escaped).trim();
  return [...safe].slice(0, mostCharacters).join('') || '_';
}
