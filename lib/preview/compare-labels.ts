import type { Label } from '../label/label.ts';
import type { Group } from './html-page.ts';
import { type LabelChange, labelChanges } from './label-changes.ts';
import { drawLabel } from './preview.ts';

/** A revision of a label, under the name that people see. */
export type NamedRevision = { readonly name: string; readonly label: Label };

/**
 * Each unit of two revisions, drawn once as it was and once as it is, in one scale, with what was added, removed and changed.
 * A unit that only one of them has is drawn once. `pictureOf` gives the picture of a unit as a data address.
 */
export function compareLabels(
  before: NamedRevision,
  after: NamedRevision,
  pictureOf: (unit: Label['units'][number]) => string | undefined,
): Group[] {
  const changes = labelChanges(before.label, after.label);
  const standings = new Map(changes.map(({ id, change }) => [id, change]));
  const drawingsOf = ({ name, label }: NamedRevision) => {
    const drawings = drawLabel(label, pictureOf, (id) => standings.get(id) ?? 'same');
    return new Map(
      label.units.map(({ id }, index) => [
        id,
        drawings.slice(index, index + 1).map((each) => ({ ...each, title: name })),
      ]),
    );
  };
  const [was, is] = [drawingsOf(before), drawingsOf(after)];
  const units = new Map([...before.label.units, ...after.label.units].map(({ id, name }) => [id, name]));
  return [...units].map(([id, title]) => {
    const own = changes.filter(({ unit }) => unit === id);
    const drawings = [...(was.get(id) ?? []), ...(is.get(id) ?? [])];
    const notes = [countsText(own), ...(drawings.length === 1 ? ['Only this revision has the unit.'] : [])];
    return { title, drawings: drawings.map((each) => ({ ...each, notes: [...notes, ...each.notes] })), changes: own };
  });
}

function countsText(changes: readonly LabelChange[]): string {
  if (changes.length === 0) return 'Both revisions say the same of it.';
  const counts = Map.groupBy(changes, ({ change }) => change);
  return `${[...counts].map(([change, { length }]) => `${length} ${change}`).join(', ')}.`;
}
