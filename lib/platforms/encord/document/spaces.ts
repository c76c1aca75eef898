import { given } from '../../../contracts/given.ts';
import type { Unit } from '../../../label/label.ts';
import {
  asFields,
  type FieldPath,
  invalidAt,
  isFields,
  isMissing,
  optionalFieldsIn,
  optionalListIn,
  optionalTextIn,
  textIn,
} from '../../kit/fields.ts';
import { positiveIn, wholeIn } from './counts.ts';
import { type Entry, readEntries, sliceOf } from './entries.ts';
import { noteUnread, otherKeys } from './known-keys.ts';
import { type LabelRow, type Part, rootSpace, withoutSecrets } from './label-row.ts';
import { kindOfSpace, type UnitKind } from './media.ts';
import { type PlacedUnit, sizeOf, sourceUriOf } from './placed-unit.ts';

/** The root of a group as a unit. The data unit of the group may say something about it, too. */
export function unitOfRoot(root: Part, dataUnits: readonly Part[], title: string | undefined): PlacedUnit {
  const { timeline } = kindOf(root);
  const more = dataUnits.flatMap(({ fields, path }) =>
    readEntries(optionalFieldsIn(fields, 'labels', path) ?? {}, timeline, path.at('labels')),
  );
  return { ...unitOfSpace(root, more, title), space: undefined };
}

const kindOf = ({ fields, path }: Part): UnitKind => kindOfSpace(textIn(fields, 'space_type', path), path);

/** A space as a unit of its own. `more` are entries about it from other parts of the row. */
export function unitOfSpace(part: Part, more: readonly Entry[], title?: string): PlacedUnit {
  const { id, fields, path } = part;
  const kind = kindOf(part);
  noteUnread(fields, otherKeys.space, path);
  const own = readEntries(optionalFieldsIn(fields, 'labels', path) ?? {}, kind.timeline, path.at('labels'));
  const entries = [...own, ...more];
  const unitId = withoutSecrets(id);
  const slices = slicesIn(part);
  return {
    unit: given({
      id: unitId,
      media: kind.media,
      ...namesOf(part, title),
      ...sizeOf(part, kind.media, slices.length > 0 ? [] : entries),
      ...extentOf(part, kind, slices),
    }),
    timeline: kind.timeline,
    entries,
    sequence: 0,
    space: id,
    suffix: unitId,
    isOneOfSeveral: true,
    path,
  };
}

/** A file of a scene is named by its address, without its server. */
function namesOf({ id, fields, path }: Part, title: string | undefined) {
  const child = optionalFieldsIn(fields, 'child_info', path) ?? {};
  const root = optionalFieldsIn(fields, 'root_info', path) ?? {};
  const scene = optionalFieldsIn(fields, 'scene_info', path) ?? {};
  const layoutKey = optionalTextIn(child, 'layout_key', path.at('child_info'));
  const sourceUri = sourceUriOf(optionalTextIn(scene, 'uri', path.at('scene_info')));
  const name =
    optionalTextIn(child, 'file_name', path.at('child_info')) ??
    layoutKey ??
    optionalTextIn(root, 'file_name', path.at('root_info')) ??
    (sourceUri?.replace(/^\w+:\/\/[^/]*\//, '') || title);
  return { name: withoutSecrets(name || id), layoutKey: withoutSecrets(layoutKey), sourceUri };
}

type Slices = NonNullable<Unit['slices']>;

/** How long it is, in frames, pages or milliseconds, and what is known about its slices. */
function extentOf({ fields, path }: Part, { media }: UnitKind, slices: Slices) {
  const frames = slices.length || wholeIn(fields, 'number_of_frames', path);
  return {
    frames: media === 'video' || media === 'volume' ? frames : undefined,
    pages: wholeIn(fields, 'number_of_pages', path),
    durationMs: positiveIn(fields, 'duration_ms', path),
    slices: slices.length > 0 ? slices : undefined,
  };
}

/** The files of a medical stack, one for each slice. */
const slicesIn = ({ fields, path }: Part): Slices =>
  optionalListIn(fields, 'frames', path).map((item, frame) => {
    const at = path.at('frames').at(frame);
    return { frame, ...sliceOf(asFields(item, at), at, 'instance_uid') };
  });

/** An answer about a space that the row does not have is about none of the units, and would be lost. */
export function refuseUnknownSpaces(row: LabelRow, units: readonly PlacedUnit[]): void {
  const known = new Set<unknown>([rootSpace, ...units.map(({ space }) => space)]);
  const check = (space: unknown, path: FieldPath) => {
    if (!known.has(space)) throw invalidAt(path, 'must name a space of the row, but the row has no such space');
  };
  for (const { fields, path } of [...row.objectAnswers.values(), ...row.classificationAnswers.values()]) {
    for (const space of Object.keys(optionalFieldsIn(fields, 'spaces', path) ?? {})) {
      check(space, path.at('spaces').under(space));
    }
  }
  for (const { fields, path } of row.objectActions.values()) {
    for (const [index, action] of optionalListIn(fields, 'actions', path).entries()) {
      const space = isFields(action) ? action.spaceId : undefined;
      if (!isMissing(space)) check(space, path.at('actions').at(index).at('spaceId'));
    }
  }
}
