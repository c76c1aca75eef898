import type { Unit } from '../../../label/label.ts';
import {
  asFields,
  optionalFieldsIn,
  optionalListIn,
  optionalSizeIn,
  optionalTextIn,
  textIn,
} from '../../kit/fields.ts';
import { type PlacedUnit, sizeOf, sourceOf } from './data-units.ts';
import { type Entry, readLabels, sliceOf } from './entries.ts';
import { type Part, withoutSecrets } from './label-row.ts';
import { type Kind, kindOfSpace } from './media.ts';

/** A space as a unit of its own. `more` are entries of it that stand elsewhere in the row. */
export function unitOfSpace(part: Part, more: readonly Entry[]): PlacedUnit {
  const { id, fields, path } = part;
  const kind = kindOfSpace(textIn(fields, 'space_type', path), path);
  const own = readLabels(optionalFieldsIn(fields, 'labels', path) ?? {}, kind.timeline, path.at('labels'));
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
    path,
  };
}

/** A file of a scene is named by its address, without the server it lies on. */
function namesOf({ id, fields, path }: Part): Pick<Unit, 'name' | 'sourceUri'> {
  const child = optionalFieldsIn(fields, 'child_info', path) ?? {};
  const scene = optionalFieldsIn(fields, 'scene_info', path) ?? {};
  const uri = sourceOf(optionalTextIn(scene, 'uri', path.at('scene_info')));
  const name =
    optionalTextIn(child, 'file_name', path.at('child_info')) ??
    optionalTextIn(child, 'layout_key', path.at('child_info')) ??
    uri.sourceUri?.replace(/^\w+:\/\/[^/]*\//, '');
  return { name: withoutSecrets(name || id), ...uri };
}

/** How long it is, in frames, pages or milliseconds, and what is known of its slices. */
function extentOf(part: Part, { media }: Kind): Pick<Unit, 'frames' | 'pages' | 'durationMs' | 'slices'> {
  const { fields, path } = part;
  const slices = slicesIn(part);
  const frames = slices.length || optionalSizeIn(fields, 'number_of_frames', path);
  const pages = optionalSizeIn(fields, 'number_of_pages', path);
  const durationMs = optionalSizeIn(fields, 'duration_ms', path);
  return {
    ...(frames && (media === 'video' || media === 'volume') ? { frames } : {}),
    ...(pages === undefined ? {} : { pages }),
    ...(durationMs === undefined ? {} : { durationMs }),
    ...(slices.length > 0 ? { slices } : {}),
  };
}

/** The files of a medical stack, one a slice. */
const slicesIn = ({ fields, path }: Part): NonNullable<Unit['slices']> =>
  optionalListIn(fields, 'frames', path).map((item, frame) => {
    const at = path.at('frames').at(frame);
    return { frame, ...sliceOf(asFields(item, at), at, 'instance_uid') };
  });
