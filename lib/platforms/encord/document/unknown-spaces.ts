import { type FieldPath, invalidAt, isFields, optionalFieldsIn, optionalListIn } from '../../kit/fields.ts';
import type { PlacedUnit } from './data-units.ts';
import { type LabelRow, rootSpace } from './label-row.ts';

/** An answer in a space that the row does not have would be in no unit, and so be lost. */
export function refuseUnknownSpaces(row: LabelRow, units: readonly PlacedUnit[]): void {
  const known = new Set<unknown>([rootSpace, ...units.map(({ space }) => space)]);
  const check = (space: unknown, path: FieldPath) => {
    if (!known.has(space)) throw invalidAt(path, 'names a space that the row does not have');
  };
  for (const { fields, path } of [...row.objectAnswers.values(), ...row.classificationAnswers.values()]) {
    for (const space of Object.keys(optionalFieldsIn(fields, 'spaces', path) ?? {}))
      check(space, path.at('spaces').at(space));
  }
  for (const { fields, path } of row.objectActions.values()) {
    for (const [index, action] of optionalListIn(fields, 'actions', path).entries()) {
      const space = isFields(action) ? action.spaceId : undefined;
      if (space !== undefined && space !== null) check(space, path.at('actions').at(index).at('spaceId'));
    }
  }
}
