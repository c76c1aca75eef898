import { createHash } from 'node:crypto';
import { InvalidConfiguration } from '../contracts/errors.ts';
import { endingAt } from '../contracts/keys.ts';
import { device, escaped, refusedCharacters } from '../formats/unit-path.ts';

/**
 * Path of a release → its name below a folder of any file system, that of Windows included, and of one that ignores case.
 * A path that is fine keeps its name. Every path of a list has to be named, in its order: only then has a path the same
 * name whichever files are wanted. InvalidConfiguration: a path that would leave the folder, of which no release has any.
 */
export function localNames(): (path: string) => string {
  const files = new Set<string>();
  const folders = new Set<string>();
  const isTaken = (name: string) => files.has(name) || folders.has(name);
  return (path) => {
    const segments = segmentsOf(path).map(portable);
    const last = segments.pop() ?? '';
    let folder = '';
    for (const segment of segments) {
      folder += numbered(segment, (name) => !files.has(folded(folder + name)));
      folders.add(folded(folder));
      folder += '/';
    }
    const name = folder + numbered(last, (free) => !isTaken(folded(folder + free)));
    files.add(folded(name));
    return name;
  };
}

function segmentsOf(path: string): readonly string[] {
  const segments = path.split('/');
  const problem = path.includes('\0')
    ? 'holds a NUL'
    : segments.some((segment) => segment === '..' || segment === '.')
      ? 'has a folder "." or ".."'
      : segments.includes('')
        ? 'is absolute, or has a folder without a name'
        : path.startsWith('.')
          ? 'begins with a dot'
          : undefined;
  if (problem === undefined) return segments;
  throw new InvalidConfiguration(
    `A path of the release must stay in its folder, but ${problem}. No build writes one: a list of the release was changed. Restore it, or create another release.`,
  );
}

/** Names that differ by capitals, or by how an accent is put together, are one name on many disks. */
const folded = (name: string): string => name.normalize('NFC').toLowerCase();

/** `1.txt`, else `1--2.txt`, `1--3.txt`, … */
function numbered(segment: string, isFree: (name: string) => boolean): string {
  const end = endingAt(segment);
  let name = segment;
  for (let number = 2; !isFree(name); number += 1) name = `${segment.slice(0, end)}--${number}${segment.slice(end)}`;
  return name;
}

function portable(segment: string): string {
  const safe = segment.replace(refusedCharacters, escaped).replace(device, escaped).replace(/[. ]$/, escaped);
  return Buffer.byteLength(safe) <= mostBytes ? safe : shortened(safe);
}

/** Of a name, on every usual file system; a number of `numbered` must fit, too. */
const mostBytes = 240;

function shortened(segment: string): string {
  const digest = createHash('sha256').update(segment).digest('hex').slice(0, 16);
  const ending = segment.slice(endingAt(segment));
  const end = Buffer.byteLength(ending) <= 40 ? `--${digest}${ending}` : `--${digest}`;
  const start = Buffer.from(segment).subarray(0, mostBytes - Buffer.byteLength(end));
  return `${start.toString('utf8').replace(/\ufffd+$/, '')}${end}`; // the cut may have split a character
}
