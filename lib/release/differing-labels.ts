import type { Project } from '../contracts/keys.ts';
import { firstOf } from './first-named.ts';
import type { ImageLine } from './layout.ts';
import type { ReadableRelease } from './read-release.ts';

/** Two projects may have labels of one id. */
export type DifferingLabel = Project & { readonly label: string };

type Compared = Pick<ReadableRelease, 'description' | 'images'>;
type LineOfLabel = Pick<ImageLine, 'connection' | 'project' | 'label' | 'revision'>;
type Side = 'before' | 'after';
type Revisions = { [side in Side]?: number };

/** Labels of lines that are not the same in both releases. */
export class DifferingLabels {
  readonly #releases: Readonly<Record<Side, Compared>>;
  /** By `#identityOf`. */
  readonly #labels = new Map<string, Revisions>();

  constructor(releases: Readonly<Record<Side, Compared>>) {
    this.#releases = releases;
  }

  compare(before: LineOfLabel | undefined, after: LineOfLabel | undefined): void {
    if (before && after && before.revision === after.revision) {
      if (this.#identityOf('before', before) === this.#identityOf('after', after)) return;
    }
    this.#note('before', before);
    this.#note('after', after);
  }

  #note(side: Side, line: LineOfLabel | undefined): void {
    if (!line) return;
    const identity = this.#identityOf(side, line);
    const revisions = this.#labels.get(identity) ?? {};
    revisions[side] = line.revision;
    this.#labels.set(identity, revisions);
  }

  #identityOf(side: Side, line: LineOfLabel): string {
    const [only] = this.#releases[side].description.input.projects;
    const { connection = only?.connection, project = only?.project, label } = line;
    return JSON.stringify([connection, project, label]);
  }

  /** A label that lost one of its units is in lines of both releases that are the same, and so was not noted for both. */
  async settle(): Promise<void> {
    for (const side of ['before', 'after'] as const) {
      if (![...this.#labels.values()].some((revisions) => revisions[side] === undefined)) continue;
      for await (const line of this.#releases[side].images()) {
        const revisions = this.#labels.get(this.#identityOf(side, line));
        if (revisions && revisions[side] === undefined) revisions[side] = line.revision;
      }
    }
  }

  named() {
    const kinds = Map.groupBy(this.#labels.keys(), (identity) => kindOf(this.#labels.get(identity) ?? {}));
    const named = (kind: ReturnType<typeof kindOf>) => firstOf((kinds.get(kind) ?? []).map(labelOf).toSorted(inOrder));
    return { added: named('added'), removed: named('removed'), changed: named('changed') };
  }
}

function labelOf(identity: string): DifferingLabel {
  const [connection, project, label] = JSON.parse(identity) as [string, string, string];
  return { connection, project, label };
}

/** By connection, project and id, in the order of their UTF-16 code units. */
function inOrder(one: DifferingLabel, other: DifferingLabel): number {
  const field = (['connection', 'project', 'label'] as const).find((each) => one[each] !== other[each]);
  return field === undefined ? 0 : one[field] < other[field] ? -1 : 1;
}

function kindOf({ before, after }: Revisions): 'added' | 'removed' | 'changed' | 'same' {
  if (before === undefined) return 'added';
  if (after === undefined) return 'removed';
  return before === after ? 'same' : 'changed';
}
