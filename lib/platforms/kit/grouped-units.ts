import type { Unit } from '../../label/label.ts';

/**
 * Several units of one thing of the platform, such as a data group, with its id: it is the platform's own, so that every label
 * of the thing says the same. A unit that is alone is its own group.
 */
export const groupedUnits = (units: readonly Unit[], group: string | undefined): Unit[] =>
  units.map((unit) => (group === undefined || units.length === 1 ? unit : { ...unit, group }));
