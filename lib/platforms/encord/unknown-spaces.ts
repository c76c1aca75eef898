import { type LabelRow, rootSpace } from './label-row.ts';
import { fieldsIfAny, invalidAt, isFields, listOf, type Spot } from './reading.ts';
import type { PlacedUnit } from './units.ts';

/** An answer in a space that the row does not have would be in no unit, and so be lost. */
export function refuseUnknownSpaces(row: LabelRow, units: readonly PlacedUnit[]): void {
  const known = new Set<unknown>([rootSpace, ...units.map(({ space }) => space)]);
  const check = (space: unknown, spot: Spot) => {
    if (!known.has(space)) throw invalidAt(spot, 'names a space that the row does not have');
  };
  for (const { fields, spot } of [...row.objectAnswers.values(), ...row.classificationAnswers.values()]) {
    for (const space of Object.keys(fieldsIfAny(fields, 'spaces', spot) ?? {}))
      check(space, spot.at('spaces').at(space));
  }
  for (const { fields, spot } of row.objectActions.values()) {
    for (const [index, action] of listOf(fields, 'actions', spot).entries()) {
      const space = isFields(action) ? action.spaceId : undefined;
      if (space !== undefined && space !== null) check(space, spot.at('actions').at(index).at('spaceId'));
    }
  }
}
