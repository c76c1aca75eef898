import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { unitPath } from '../lib/formats/unit-path.ts';

/** The files of a folder under the names of their units. */
export type UnitFiles = {
  of(unit: { readonly name: string }): string | undefined;
  /** The text layer of a document: the file with the ending `.json`. */
  layerOf(unit: { readonly name: string }): string | undefined;
  /** Those of the folder that has its name, as a series of slices has one. */
  seriesOf(unit: { readonly name: string }): readonly string[];
};

type Names = { readonly own: ReadonlySet<string>; readonly byPath: ReadonlyMap<string, string> };

/** `unitPath` lets no name leave the folder. A name with another ending, or without one as files have it, is found, too. */
export function unitFilesIn(folder: string): UnitFiles {
  const known = new Map<string, Names>();
  const namesBelow = (below: string): Names => {
    const names = known.get(below) ?? namesIn(folder, below);
    known.set(below, names);
    return names;
  };
  return {
    of({ name }) {
      const path = unitPath({ name });
      const { own, byPath } = namesBelow(dirname(path));
      const found = own.has(name) ? name : byPath.get(path);
      return found === undefined ? undefined : join(folder, found);
    },
    layerOf(unit) {
      const name = `${unitPath(unit)}.json`;
      return namesBelow(dirname(name)).own.has(name) ? join(folder, name) : undefined;
    },
    seriesOf: (unit) =>
      [...namesBelow(unitPath(unit)).own].filter((name) => !isNoSlice(name)).map((name) => join(folder, name)),
  };
}

/** What file managers and writers of discs put beside the slices: `.DS_Store`, and the list of all of them. */
const isNoSlice = (name: string): boolean => /(?:^|\/)(?:\.[^/]*|DICOMDIR)$/.test(name);

function namesIn(folder: string, below: string): Names {
  const isThere = statSync(join(folder, below), { throwIfNoEntry: false })?.isDirectory() === true;
  const entries = isThere ? readdirSync(join(folder, below), { withFileTypes: true }) : [];
  const names = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
  const own = names.sort().map((file) => (below === '.' ? file : `${below}/${file}`));
  // Of several, the first: `1.jpg` before `1.png`.
  const byPath = new Map(own.toReversed().map((file) => [unitPath({ name: file }), file]));
  return { own: new Set(own), byPath };
}
