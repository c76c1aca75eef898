import type { Unit } from '../../label/label.ts';
import { type Kind, kindOfSpace } from './kinds.ts';
import { type Part, withoutSecrets } from './label-row.ts';
import { type Entry, readLabels, sliceOf } from './labels.ts';
import { asFields, fieldsIfAny, listOf, sizeIfAny, textIfAny, textOf } from './reading.ts';
import { type PlacedUnit, sizeOf, sourceOf } from './units.ts';

/** A space as a unit of its own. `more` are entries of it that stand elsewhere in the row. */
export function unitOfSpace(part: Part, more: readonly Entry[]): PlacedUnit {
  const { id, fields, spot } = part;
  const kind = kindOfSpace(textOf(fields, 'space_type', spot), spot);
  const own = readLabels(fieldsIfAny(fields, 'labels', spot) ?? {}, kind.timeline, spot.at('labels'));
  const entries = [...own, ...more];
  const key = withoutSecrets(id);
  return {
    unit: {
      id: key,
      media: kind.media,
      ...namesOf(part),
      ...sizeOf(part, kind.media, slicesIn(part).length > 0 ? [] : entries),
      ...extentOf(part, kind),
    },
    timeline: kind.timeline,
    entries,
    sequence: 0,
    space: id,
    suffix: key,
    isOneOfSeveral: true,
    spot,
  };
}

/** A file of a scene is named by its address, without the server it lies on. */
function namesOf({ id, fields, spot }: Part): Pick<Unit, 'name' | 'sourceUri'> {
  const child = fieldsIfAny(fields, 'child_info', spot) ?? {};
  const scene = fieldsIfAny(fields, 'scene_info', spot) ?? {};
  const uri = sourceOf(textIfAny(scene, 'uri', spot.at('scene_info')));
  const name =
    textIfAny(child, 'file_name', spot.at('child_info')) ??
    textIfAny(child, 'layout_key', spot.at('child_info')) ??
    uri.sourceUri?.replace(/^\w+:\/\/[^/]*\//, '');
  return { name: withoutSecrets(name || id), ...uri };
}

/** How long it is, in frames, pages or milliseconds, and what is known of its slices. */
function extentOf(part: Part, { media }: Kind): Pick<Unit, 'frames' | 'pages' | 'durationMs' | 'slices'> {
  const { fields, spot } = part;
  const slices = slicesIn(part);
  const frames = slices.length || sizeIfAny(fields, 'number_of_frames', spot);
  const pages = sizeIfAny(fields, 'number_of_pages', spot);
  const durationMs = sizeIfAny(fields, 'duration_ms', spot);
  return {
    ...(frames && (media === 'video' || media === 'volume') ? { frames } : {}),
    ...(pages === undefined ? {} : { pages }),
    ...(durationMs === undefined ? {} : { durationMs }),
    ...(slices.length > 0 ? { slices } : {}),
  };
}

/** The files of a medical stack, one a slice. */
const slicesIn = ({ fields, spot }: Part): NonNullable<Unit['slices']> =>
  listOf(fields, 'frames', spot).map((item, frame) => {
    const at = spot.at('frames').at(frame);
    return { frame, ...sliceOf(asFields(item, at), at, 'instance_uid') };
  });
