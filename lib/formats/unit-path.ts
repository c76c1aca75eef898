import { endingAt } from '../contracts/keys.ts';
import type { Unit } from '../label/label.ts';

const longestSegment = 200;
/** UTF-8: file systems take 255, and a format's own ending may be longer than the picture's. */
const mostBytes = 247;

/**
 * A unit's name as a path without its ending: `street/1.JPG` → `street/1`, `brain.nii.gz` → `brain`. Training code pairs image and label by this
 * very name, so letters, spaces and case stay; only what S3 or a file system, that of Windows included, does not take is
 * written as `_` and two hex digits: control characters, `\ : * ? " < > |`, a leading or lone dot, the first letter of a
 * device such as `aux`, and the dot or space at the end of a folder. Empty segments go. Should two names come to the same
 * path, in one label or in several, the second file gets a name of its own.
 */
export function unitPath(unit: Pick<Unit, 'name'>): string {
  return partsOf(unit).path;
}

/** The path of a unit's picture beside its labels, of which training code makes `path` again: with the picture's own ending. */
export function picturePath(unit: Pick<Unit, 'name'>, path = unitPath(unit)): string {
  return `${path}${partsOf(unit).ending}`;
}

function partsOf(unit: Pick<Unit, 'name'>): { readonly path: string; readonly ending: string } {
  const segments = unit.name.split('/').filter((segment) => segment !== '');
  const safe = segments.map(safeSegment);
  const last = safe.pop() ?? 'unit';
  const end = endingAt(last);
  // Every format ends the last segment with `.txt` or the like, so that only folders can end in a dot or a space.
  const folders = safe.map((folder) => folder.replace(/[. ]$/, escaped));
  return { path: [...folders, end > 0 ? last.slice(0, end) : last].join('/'), ending: end > 0 ? last.slice(end) : '' };
}

/**
 * The paths of a label's units, by unit id. Names are not unique, and `1.jpg` and `1.png` share a path: the first unit
 * has it, the next is `1--2`, so that no file of a label replaces another.
 */
export function unitPaths(units: readonly Pick<Unit, 'id' | 'name'>[]): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  const lastNumbers = new Map<string, number>(); // paths are only added: each search goes on where the last one ended
  return new Map(
    units.map((unit) => {
      const path = unitPath(unit);
      let free = path;
      let number = lastNumbers.get(path) ?? 1;
      for (; taken.has(free); free = `${path}--${number}`) number += 1;
      lastNumbers.set(path, number);
      taken.add(free);
      return [unit.id, free];
    }),
  );
}

function safeSegment(segment: string): string {
  const safe = segment.replace(refusedCharacters, escaped).replace(/^\.+$/, (dots) => [...dots].map(escaped).join(''));
  return lastPart(safe).replace(device, escaped);
}

/** A picture's name ends in what makes it another than the rest: a number, an ending. */
function lastPart(segment: string): string {
  const cut = segment.slice(-longestSegment).toWellFormed(); // the cut may have split a character in two
  const bytes = Buffer.from(cut);
  if (bytes.length <= mostBytes) return cut;
  let start = bytes.length - mostBytes;
  while (((bytes[start] ?? 0) & 0xc0) === 0x80) start += 1; // inside a character
  return bytes.toString('utf8', start);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what has to go
export const refusedCharacters = /[\u0000-\u001f\u007f\\:*?"<>|]/g;

/**
 * The first letter of a device of Windows, which is none of its files with any ending:
 * https://learn.microsoft.com/windows/win32/fileio/naming-a-file
 */
export const device = /^(?=(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[\d¹²³]) *(?:\.|$))./i;

export const escaped = (character: string) => `_${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
