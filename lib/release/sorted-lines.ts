import { createHash } from 'node:crypto';
import { InvalidRequest } from '../contracts/errors.ts';
import type { ObjectStore } from '../store/object-store.ts';

type Line = { readonly path: string };

const linesAtOnce = 10_000;

/**
 * Puts lines sorted by their paths, and returns what they are. `parts` come in the order of their paths, and are in memory one
 * after the other, some hundred bytes a line. Throws InvalidRequest where two lines have one path.
 */
export async function putSorted(
  store: Pick<ObjectStore, 'putParts'>,
  key: string,
  parts: readonly (() => Promise<readonly Line[]>)[],
): Promise<{ readonly sha256: string; readonly lines: number }> {
  const hash = createHash('sha256');
  let count = 0;
  async function* chunks() {
    for (const part of parts) {
      const lines = (await part()).toSorted(byPath);
      checkPaths(lines);
      for (let start = 0; start < lines.length; start += linesAtOnce) {
        const some = lines.slice(start, start + linesAtOnce);
        const bytes = Buffer.from(some.map((line) => `${JSON.stringify(line)}\n`).join(''));
        hash.update(bytes);
        count += some.length;
        yield bytes;
      }
    }
  }
  await store.putParts({ key, contentType: 'application/jsonl; charset=utf-8' }, chunks());
  return { sha256: hash.digest('hex'), lines: count };
}

const byPath = (one: Line, other: Line): number => (one.path < other.path ? -1 : one.path > other.path ? 1 : 0);

function checkPaths(lines: readonly Line[]): void {
  const twice = lines.find(({ path }, index) => path === lines[index - 1]?.path);
  if (!twice) return;
  throw new InvalidRequest(
    `Each file of a release must have a path of its own, but two units have ${twice.path}. Rename one of them on the platform, export its label again, and create the release again.`,
  );
}
