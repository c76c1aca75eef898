import { type Fields, fieldsIn, invalidAt, optionalFieldsIn, optionalTextIn } from '../../kit/fields.ts';
import { dataUnitsOf } from './data-units.ts';
import { type Entry, readEntries } from './entries.ts';
import { type LabelRow, type Part, rootSpace, withoutSecrets } from './label-row.ts';
import { isUnit, type UnitKind, unitKinds } from './media.ts';
import type { PlacedUnit } from './placed-unit.ts';
import { type SceneLabels, sceneLabels } from './scene-labels.ts';
import { unitOfRoot, unitOfSpace } from './spaces.ts';

/** Everything in the row that labels can be about: data units in their order, then the spaces in theirs. */
export function unitsOf(row: LabelRow): PlacedUnit[] {
  const root = row.spaces.find(({ id }) => id === rootSpace);
  const spaces = row.spaces.filter((space) => space !== root);
  const { kind } = row;
  if (!kind) return root && isPicture(root) ? layersOf(row, root, spaces) : membersOf(row, spaces, root);
  if (root && row.dataUnits.length !== 1) {
    throw invalidAt(
      root.path,
      `must be the one data unit of the row, but the row has ${row.dataUnits.length} data units`,
    );
  }
  if (kind.media === unitKinds.scene.media) return sceneOf(row, kind, spaces, root);
  return [...dataUnitsOf(row, kind, labelsOf, root), ...spaces.map((space) => unitOfSpace(space, []))];
}

const labelsOf = ({ fields, path }: Part): Fields => fieldsIn(fields, 'labels', path);

/** The root of a multi-layer group is a picture itself; that of any other group only holds what is about all members. */
const isPicture = ({ fields, path }: Part): boolean => isUnit(optionalTextIn(fields, 'space_type', path) ?? '');

/**
 * The SDK, too, reads the root of a multi-layer group as the data unit itself: what the row says without naming a space is
 * about it. https://docs.encord.com/sdk-documentation/sdk-labels/sdk-data-group-labels
 */
const layersOf = (row: LabelRow, root: Part, spaces: readonly Part[]): PlacedUnit[] => [
  unitOfRoot(root, row.dataUnits, row.title),
  ...spaces.map((space) => unitOfSpace(space, [])),
];

/** A classification of the group as a whole holds for each of its members. */
function membersOf(row: LabelRow, spaces: readonly Part[], root: Part | undefined): PlacedUnit[] {
  if (spaces.length === 0) throw invalidAt('spaces', 'must hold the members of the data group, but is empty');
  const entries = [...row.dataUnits, ...(root ? [root] : [])].flatMap(({ fields, path }) =>
    readEntries(optionalFieldsIn(fields, 'labels', path) ?? {}, 'whole', path.at('labels')),
  );
  const withObjects = entries.find(({ objects }) => objects.length > 0);
  if (withObjects) {
    throw invalidAt(withObjects.path, 'must hold no objects, but does: a data group is not a picture, its members are');
  }
  return spaces.map((space) => unitOfSpace(space, entries));
}

function sceneOf(row: LabelRow, kind: UnitKind, spaces: readonly Part[], root: Part | undefined): PlacedUnit[] {
  const labels = new Map(row.dataUnits.map((part): [string, SceneLabels] => [part.id, sceneLabels(part, spaces)]));
  const labelsOfAll = [...labels.values()];
  const moreOf = ({ id }: Part): Entry[] => labelsOfAll.flatMap(({ ofSpaces }) => ofSpaces.get(id) ?? []);
  const units = [
    ...dataUnitsOf(row, kind, ({ id }) => labels.get(id)?.own ?? {}, root),
    ...spaces.map((space) => unitOfSpace(space, moreOf(space))),
    ...labelsOfAll.flatMap(({ files }) => files),
  ];
  return [...units, ...channelsOf(row, units)];
}

/** Only answers name the channels of a recording that is one file. The SDK infers them in the same way. */
function channelsOf(row: LabelRow, units: readonly PlacedUnit[]): PlacedUnit[] {
  const known = new Set([rootSpace, ...units.map(({ space }) => space)]);
  const named = [...row.objectAnswers.values(), ...row.classificationAnswers.values()].flatMap(({ fields, path }) =>
    Object.keys(optionalFieldsIn(fields, 'spaces', path) ?? {}).map((space) => ({ space, path: path.at('spaces') })),
  );
  const channels = new Map(named.filter(({ space }) => !known.has(space)).map((channel) => [channel.space, channel]));
  return [...channels.values()].map(({ space, path }) => {
    const id = withoutSecrets(space);
    return {
      unit: { id, name: id, media: unitKinds.series.media },
      timeline: unitKinds.series.timeline,
      entries: [],
      sequence: 0,
      space,
      suffix: id,
      isOneOfSeveral: true,
      path: path.under(space),
    };
  });
}
