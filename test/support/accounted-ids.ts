import type { Label } from '../../lib/label/label.ts';

/** The ids under which a label holds anything, or says that it was left out: of annotations, of tracks, of regions; in frames and groups without what was added to them. */
export function idsHeldBy(label: Label): ReadonlySet<string> {
  const leftOut = (label.leftOut ?? []).flatMap(({ id }) => beginningsOf(id));
  return new Set([
    ...leftOut,
    ...label.annotations.flatMap(({ id, track, region }) => [
      id,
      id.replace(/#[^#]*$/, ''),
      ...(track === undefined ? [] : [track]),
      ...(region === undefined ? [] : [region]),
    ]),
  ]);
}

/** The id, and what is before each `#` (a frame, a unit) and each `/` (one of several labels): an id may have these itself. */
const beginningsOf = (id: string): string[] => [...id.matchAll(/[#/]|$/g)].map(({ index }) => id.slice(0, index));
